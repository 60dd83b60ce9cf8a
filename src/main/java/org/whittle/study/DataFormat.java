package org.whittle.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A format of tables that Whittle knows by name: all that is to be said of it, if Spark's reader needs nothing more.
 * Any other word in {@code data.format} is a source that the user's Spark knows.
 *
 * @param key its name in {@code data.format}, which is Spark's
 * @param endings of the names of its files, in small letters, without those of compression
 * @param written whether predictions can be written in it
 * @param ofSpark whether Spark reads it of itself, and loads nothing that options name
 */
public record DataFormat(String key, List<String> endings, boolean written, boolean ofSpark) {

    /** Rows of a catalogue of Spark's, whose path is a name. */
    public static final String TABLE = "table";
    /** Files of images and of their labels, as MNIST and its like have them. */
    public static final String IDX = "idx";
    /** Spark's source of pictures, one in each row's column of that name. */
    public static final String IMAGE = "image";
    /** Spark's source of files, one in each row's column {@code content}. */
    public static final String BINARY_FILE = "binaryFile";
    /** A folder of pictures, in a folder for each class. */
    public static final String IMAGES = "images";

    /** train-images-idx3-ubyte.gz, perhaps with a range of its rows. */
    private static final Pattern IDX_FILE = Pattern.compile(".*[-.]idx[1-4]-ubyte(\\.gz)?(#\\d+:\\d+)?");

    private static final List<DataFormat> KNOWN = List.of(
            new DataFormat("csv", List.of("csv", "tsv", "tab"), true, true),
            new DataFormat("parquet", List.of("parquet"), true, true),
            new DataFormat("orc", List.of("orc"), true, true),
            new DataFormat("json", List.of("json", "jsonl", "ndjson"), true, true),
            new DataFormat("avro", List.of("avro"), false, false),
            new DataFormat("libsvm", List.of("libsvm", "svm"), false, true),
            new DataFormat(IDX, List.of("idx"), false, true),
            new DataFormat(IMAGES, List.of(), false, true),
            new DataFormat(IMAGE, List.of(), false, true),
            new DataFormat(BINARY_FILE, List.of(), false, true),
            new DataFormat(TABLE, List.of(), false, true));

    public DataFormat {
        endings = List.copyOf(endings);
    }

    /** Names of all, in the order in which they are told. */
    public static List<String> keys() {
        return KNOWN.stream().map(DataFormat::key).toList();
    }

    /** Names of those that predictions can be written in. */
    public static List<String> keysWritten() {
        return KNOWN.stream().filter(DataFormat::written).map(DataFormat::key).toList();
    }

    public static Optional<DataFormat> ofKey(String key) {
        return KNOWN.stream().filter(format -> format.key.equals(key)).findFirst();
    }

    /** The format that a path shows by its ending. */
    public static Optional<DataFormat> ofPath(String path) {
        return KNOWN.stream().filter(format -> format.endings.contains(ending(path))).findFirst();
    }

    /** What a path ends with, in small letters, without the ending of a compression. */
    public static String ending(String path) {
        if (IDX_FILE.matcher(path).matches()) {
            return IDX;
        }
        String name = path.replaceAll("/+$", "").replaceAll("\\.(gz|bz2|zst|lz4|snappy)$", "");
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
