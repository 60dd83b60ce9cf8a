package org.whittle.data.image;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.whittle.study.InvalidInputException;

/**
 * A file of bytes in the IDX format, in which MNIST and its like are handed on, compressed by gzip if its name ends in
 * .gz: two zeros, the type of its numbers, how many sizes it has, the sizes (32 bits each, the highest byte first), and
 * the numbers. See "THE IDX FILE FORMAT" at the end of the page of MNIST (LeCun, Cortes, Burges).
 *
 * @param sizes number of items first, then those of each
 */
record IdxFile(String path, List<Integer> sizes) implements Serializable {

    private static final int BYTES = 8;
    private static final int MOST_SIZES = 4;
    /** As many numbers as a row may have. */
    private static final long MOST_NUMBERS = 1 << 24;

    /**
     * Reads all of a file's head, and compares what it claims with how long the file is.
     *
     * @throws InvalidInputException if it is no such file, or is cut off, or longer than it says
     * @throws IOException if the file system fails
     */
    static IdxFile open(Configuration hadoop, String path) throws IOException {
        try (DataInputStream in = stream(hadoop, path)) {
            int magic = in.readInt();
            int dimensions = magic & 0xff;
            if (magic >>> 16 != 0 || dimensions == 0) {
                throw problem(
                        path, "is no IDX file; name a file such as train-images-idx3-ubyte.gz, or set data.format");
            }
            if ((magic >>> 8 & 0xff) != BYTES || dimensions > MOST_SIZES) {
                throw problem(path, "holds no bytes of labels or images (its type is %d, it has %d sizes)".formatted(
                        magic >>> 8 & 0xff, dimensions));
            }
            int[] sizes = new int[dimensions];
            for (int i = 0; i < dimensions; i++) {
                sizes[i] = in.readInt();
            }
            IdxFile file = new IdxFile(path, Arrays.stream(sizes).boxed().toList());
            // The first size may be anything; what an item is must fit a row.
            if (Arrays.stream(sizes).anyMatch(size -> size < 1)
                    || Arrays.stream(sizes).skip(1).mapToDouble(size -> size).reduce(1, (a, b) -> a * b)
                            > MOST_NUMBERS) {
                throw problem(path, "is damaged: it claims %s numbers".formatted(file.text()));
            }
            file.requireLength(hadoop, in);
            return file;
        } catch (FileNotFoundException e) {
            throw problem(path, "is not there; write the path of a file that exists, with its scheme (hdfs:, s3a:, "
                    + "file:) if it is not on the default file system");
        } catch (EOFException e) {
            throw problem(path, "is cut off: it ends within its head");
        } catch (ZipException e) {
            throw problem(path, "is damaged: it cannot be uncompressed (%s)".formatted(e.getMessage()));
        }
    }

    private void requireLength(Configuration hadoop, DataInputStream rest) throws IOException {
        long numbers = (long) count() * item();
        long there;
        if (path.endsWith(".gz")) {
            there = 0;
            byte[] some = new byte[1 << 16];
            try {
                for (int read = rest.read(some); read >= 0 && there <= numbers; read = rest.read(some)) {
                    there += read;
                }
            } catch (EOFException e) {
                throw problem(path, "is cut off: %d of its %d numbers are there".formatted(there, numbers));
            }
        } else {
            Path file = new Path(path);
            there = file.getFileSystem(hadoop).getFileStatus(file).getLen() - head();
        }
        if (there != numbers) {
            throw problem(path, there < numbers
                    ? "is cut off: %d of its %d numbers are there".formatted(there, numbers)
                    : "is damaged: there is more in it than the %s numbers that it claims".formatted(text()));
        }
    }

    /** Items of the file. */
    int count() {
        return sizes.get(0);
    }

    /** Numbers of an item. */
    int item() {
        return sizes.stream().skip(1).reduce(1, (a, b) -> a * b);
    }

    /** Bytes before the numbers. */
    private int head() {
        return Integer.BYTES * (1 + sizes.size());
    }

    String text() {
        return sizes.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }

    /** The numbers of an item and all that follow; the caller closes it. */
    DataInputStream from(Configuration hadoop, int item) throws IOException {
        DataInputStream in = stream(hadoop, path);
        try {
            in.skipNBytes(head() + (long) item * item());
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static DataInputStream stream(Configuration hadoop, String path) throws IOException {
        Path file = new Path(path);
        FileSystem system = file.getFileSystem(hadoop);
        if (system.getFileStatus(file).isDirectory()) {
            throw problem(path, "is a directory; write the path of the file with the images in it");
        }
        var raw = system.open(file);
        try {
            return new DataInputStream(new BufferedInputStream(path.endsWith(".gz") ? new GZIPInputStream(raw) : raw,
                    1 << 16));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    static InvalidInputException problem(String path, String what) {
        return new InvalidInputException("%s %s".formatted(path, what));
    }
}
