package org.whittle.data.image;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.whittle.study.ImageSpec;

/**
 * A table of images in an {@link IdxFile}: columns {@code row} (from 0, in the file), {@value #IMAGE} (a vector of
 * numbers from 0 to 255, row by row of pixels) and a label (0 to 255), which lie in a file of their own; without
 * one there is no such column.
 *
 * <p>A path may end in {@code #FROM:TO}: rows from FROM on and before TO, counted from 0.
 *
 * @param labels {@code null}: there are none
 */
public record IdxImages(IdxFile images, IdxFile labels, int from, int to) implements Serializable {

    /** Column of the pixels. */
    public static final String IMAGE = "image";
    /** The option that names the labels' file. */
    public static final String LABELS = "labels";

    private static final Pattern RANGE = Pattern.compile("(.+)#(\\d{1,9}):(\\d{1,9})");
    private static final int GREY = 3;
    /** Pixels of a task: few files are large, and each task reads all before its own. */
    private static final long TASK_PIXELS = 1 << 24;

    /**
     * Looks at the files' heads and lengths.
     *
     * @param options of which {@value #LABELS} is the path of the labels' file; without it, that of the images with
     *     "labels-idx1" for "images-idx3", if there is one
     * @throws org.whittle.study.InvalidInputException if the files hold no images, or do not belong together
     * @throws IOException if the file system fails
     */
    public static IdxImages open(Configuration hadoop, String path, Map<String, String> options) throws IOException {
        Matcher range = RANGE.matcher(path);
        boolean some = range.matches();
        String file = some ? range.group(1) : path;
        IdxFile images = IdxFile.open(hadoop, file);
        int sizes = images.sizes().size();
        if (sizes < GREY) {
            throw IdxFile.problem(
                    file,
                    "holds %s, where images have a height and a width; name the file of the images%s"
                            .formatted(
                                    sizes == 1 ? "labels" : "rows of numbers",
                                    sizes == 1 ? ", such as " + file.replace("labels-idx1", "images-idx3") : ""));
        }
        int from = some ? Integer.parseInt(range.group(2)) : 0;
        int to = some ? Integer.parseInt(range.group(3)) : images.count();
        if (from >= to || to > images.count()) {
            throw IdxFile.problem(path, "names no rows of the file, which has rows 0:%d".formatted(images.count()));
        }
        Optional<String> beside = labels(hadoop, file, options);
        IdxFile labels = beside.isPresent() ? IdxFile.open(hadoop, beside.get()) : null;
        if (labels != null && (labels.sizes().size() != 1 || labels.count() != images.count())) {
            throw IdxFile.problem(
                    labels.path(),
                    "holds %s numbers, where %s has %d images; name the file of its labels in "
                                    .formatted(labels.text(), file, images.count())
                            + "data.options.labels");
        }
        return new IdxImages(images, labels, from, to);
    }

    private static Optional<String> labels(Configuration hadoop, String file, Map<String, String> options)
            throws IOException {
        if (options.containsKey(LABELS)) {
            return Optional.of(options.get(LABELS));
        }
        int name = file.lastIndexOf('/') + 1;
        String beside = file.substring(0, name) + file.substring(name).replaceFirst("images([-.]?)idx[34]",
                "labels$1idx1");
        Path path = new Path(beside);
        return beside.equals(file) || !path.getFileSystem(hadoop).exists(path) ? Optional.empty() : Optional.of(beside);
    }

    /** Height, width and channels of the images. */
    public ImageSpec shape() {
        List<Integer> sizes = images.sizes();
        return new ImageSpec(sizes.get(1), sizes.get(2), sizes.size() == GREY ? 1 : sizes.get(GREY));
    }

    /** The table, read where its tasks are. */
    public Dataset<Row> table(SparkSession spark) {
        int rows = (int) Math.max(1, Math.min(to - from, TASK_PIXELS / images.item()));
        List<Integer> starts = new ArrayList<>();
        for (int start = from; start < to; start += rows) {
            starts.add(start);
        }
        SerializableConfiguration hadoop = new SerializableConfiguration(spark.sessionState().newHadoopConf());
        IdxImages self = this;
        JavaRDD<Row> read = JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(starts, starts.size())
                .flatMap(start -> self.rows(hadoop.value(), start, Math.min(to, start + rows)));
        StructType schema = new StructType().add("row", DataTypes.IntegerType, false)
                .add(IMAGE, SQLDataTypes.VectorType(), false);
        return spark.createDataFrame(read, labels == null ? schema
                : schema.add("label", DataTypes.IntegerType, false));
    }

    /** Bytes of pixels as numbers from 0 to 255. */
    static Vector vector(byte[] pixels) {
        double[] numbers = new double[pixels.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Byte.toUnsignedInt(pixels[i]);
        }
        return Vectors.dense(numbers);
    }

    private Iterator<Row> rows(Configuration hadoop, int first, int end) throws IOException {
        byte[] classes = new byte[end - first];
        if (labels != null) {
            try (DataInputStream in = labels.from(hadoop, first)) {
                in.readFully(classes);
            }
        }
        DataInputStream in = images.from(hadoop, first);
        byte[] pixels = new byte[images.item()];
        return new Iterator<>() {
            private int next = first;

            @Override
            public boolean hasNext() {
                return next < end;
            }

            @Override
            public Row next() {
                try {
                    in.readFully(pixels);
                    if (next + 1 == end) {
                        in.close();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                Vector image = vector(pixels);
                int row = next++;
                return labels == null ? RowFactory.create(row, image)
                        : RowFactory.create(row, image, Byte.toUnsignedInt(classes[row - first]));
            }
        };
    }
}
