package org.whittle.data.image;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.column.Findings;
import org.whittle.score.image.BrokenPictureException;
import org.whittle.score.image.Frame;
import org.whittle.score.image.Picture;
import org.whittle.study.ImageSpec;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.study.PictureSpec;

/**
 * A table of a folder's pictures, one in each file, of any Hadoop file system: columns {@code path} (below the folder),
 * {@code label} (the first folder below it), and {@value IdxImages#IMAGE} (a vector of numbers from 0 to 255). Without
 * folders there is no label. Every file is decoded once to look at it, before there is a table.
 *
 * @param root of the paths, without a slash behind it
 * @param labelled whether there are folders
 */
public record PictureFolder(String root, PictureSpec pictures, boolean labelled, ImageSpec shape, long files)
        implements Serializable {

    private static final long MOST_BYTES = 1 << 26;
    /** Problems that are told one by one. */
    private static final int MOST_PROBLEMS = 1000;
    /** Files of a task: Spark takes some dozen, however small they are. */
    private static final int TASK_FILES = 500;
    private static final int SIZES = 5;
    /** As Spark has it. */
    private static final Pattern HIDDEN = Pattern.compile("\\..*|_[^=]*");

    /** What is wrong with a file. */
    private record Broken(String path, String why) implements Serializable {
    }

    /** What a task has seen. */
    private record Seen(long files, long broken, List<Broken> problems, TreeMap<String, Long> sizes, boolean grey,
                        List<String> outside) implements Serializable {

        private static Seen none() {
            return new Seen(0, 0, new ArrayList<>(), new TreeMap<>(), true, new ArrayList<>());
        }

        private Seen and(Seen next) {
            next.sizes.forEach((size, count) -> sizes.merge(size, count, Long::sum));
            problems.addAll(next.problems);
            outside.addAll(next.outside);
            return new Seen(files + next.files, broken + next.broken, problems, sizes, grey && next.grey, outside);
        }
    }

    /**
     * Looks at all files.
     *
     * @param findings told of every file that is broken, by its path, and of sizes that differ
     * @throws InvalidInputException if there are no pictures that can be used
     */
    public static PictureFolder open(SparkSession spark, String path, PictureSpec pictures, Findings findings)
            throws IOException {
        Path root = new Path(path);
        String name = root.getFileSystem(spark.sessionState().newHadoopConf()).makeQualified(root).toString();
        PictureFolder folder = new PictureFolder(name, pictures, true, ImageSpec.NONE, 0);
        Seen seen = read(spark, name).mapPartitions(files -> List.of(folder.look(files)).iterator()).collect().stream()
                .reduce(Seen.none(), Seen::and).and(folder.empty(spark.sessionState().newHadoopConf()));
        if (seen.files == 0) {
            throw IdxFile.problem(
                    path, "holds no files; write the folder of pictures, one folder in it for each class");
        }
        folder.tell(path, seen, findings);
        if (seen.broken == seen.files) {
            findings.throwIfAny();
            throw IdxFile.problem(path, "holds no picture that can be used, of %d files".formatted(seen.files));
        }
        boolean labelled = seen.outside.size() < seen.files;
        if (labelled) {
            seen.outside.stream().sorted().limit(MOST_PROBLEMS).forEach(file -> findings.problem(InputProblem.of(
                    "%s lies in no folder of a class, as others do; move it into one".formatted(file))));
        }
        Frame frame = pictures.frame();
        if (frame.height() == 0 && seen.sizes.size() > 1) {
            findings.problem(
                    InputProblem.of("%s holds pictures of %d sizes (%s); write data.image { width = 32, height = 32 }"
                                    .formatted(
                                            path,
                                            seen.sizes.size(),
                                            seen.sizes.entrySet().stream()
                                                    .sorted(Map.Entry.<String, Long>comparingByValue()
                                                            .reversed())
                                                    .limit(SIZES)
                                                    .map(size -> "%s: %d".formatted(size.getKey(), size.getValue()))
                                                    .collect(Collectors.joining(", "))))
                            .mendedBy("data.image.width", "data.image.width = 32, data.image.height = 32"));
        }
        String[] size = seen.sizes.firstKey().split(" x ");
        ImageSpec shape = new ImageSpec(frame.height() > 0 ? frame.height() : Integer.parseInt(size[1]),
                frame.width() > 0 ? frame.width() : Integer.parseInt(size[0]),
                frame.channels() > 0 ? frame.channels() : seen.grey ? 1 : 3);
        Frame whole = new Frame(shape.height(), shape.width(), shape.channels(), frame.fit());
        return new PictureFolder(name, new PictureSpec(whole, pictures.skipBroken()), labelled, shape, seen.files);
    }

    private void tell(String path, Seen seen, Findings findings) {
        List<Broken> problems = new ArrayList<>(seen.problems);
        problems.sort(Comparator.comparing(Broken::path));
        boolean skip = pictures.skipBroken();
        problems.stream().limit(MOST_PROBLEMS).forEach(broken -> {
            InputProblem line = InputProblem.of("%s %s%s".formatted(broken.path, broken.why,
                    skip ? "; it is left out (data.on-error = skip)" : ""));
            if (skip) {
                findings.note(line);
            } else {
                findings.problem(line.mendedBy("data.on-error", "data.on-error = skip"));
            }
        });
        if (seen.broken > problems.size() || problems.size() > MOST_PROBLEMS) {
            InputProblem more = InputProblem.of("%s: %d of %d files cannot be used; not all of them are told"
                    .formatted(path, seen.broken, seen.files));
            if (skip) {
                findings.note(more);
            } else {
                findings.problem(more);
            }
        }
    }

    /** Files without a byte, which Spark passes over. */
    private Seen empty(Configuration hadoop) throws IOException {
        Path path = new Path(root);
        FileSystem system = path.getFileSystem(hadoop);
        List<Broken> files = new ArrayList<>();
        for (FileStatus each : system.globStatus(path)) {
            RemoteIterator<LocatedFileStatus> all = system.listFiles(each.getPath(), true);
            while (all.hasNext()) {
                LocatedFileStatus file = all.next();
                String name = below(file.getPath().toString());
                if (file.getLen() == 0 && Arrays.stream(name.split("/")).noneMatch(HIDDEN.asMatchPredicate())) {
                    files.add(new Broken(name, "is empty"));
                }
            }
        }
        return new Seen(files.size(), files.size(), files, new TreeMap<>(), true, new ArrayList<>());
    }

    private static JavaRDD<Row> read(SparkSession spark, String root) {
        return spark.read().format("binaryFile").option("recursiveFileLookup", "true").load(root)
                .selectExpr("path", "length", "IF(length <= %d, content, NULL)".formatted(MOST_BYTES)).javaRDD();
    }

    private Seen look(Iterator<Row> files) {
        Seen seen = Seen.none();
        while (files.hasNext()) {
            Row file = files.next();
            String path = below(file.getString(0));
            Seen one = Seen.none();
            long broken = 0;
            boolean grey = true;
            try {
                Picture picture = picture(file);
                one.sizes.put("%d x %d".formatted(picture.width(), picture.height()), 1L);
                grey = picture.channels() == 1;
                if (!path.contains("/")) {
                    one.outside.add(path);
                }
            } catch (BrokenPictureException e) {
                broken = 1;
                if (seen.problems.size() < MOST_PROBLEMS) {
                    one.problems.add(new Broken(path, e.getMessage()));
                }
            }
            seen = seen.and(new Seen(1, broken, one.problems, one.sizes, grey, one.outside));
        }
        return seen;
    }

    private static Picture picture(Row file) throws BrokenPictureException {
        if (file.getLong(1) > MOST_BYTES) {
            throw new BrokenPictureException("has %d bytes, more than %d; make it smaller".formatted(file.getLong(1),
                    MOST_BYTES));
        }
        return Picture.read(file.getAs(2));
    }

    /** A file's path below the root; of a single file its name. */
    private String below(String file) {
        return file.startsWith(root + "/") ? file.substring(root.length() + 1)
                : file.substring(file.lastIndexOf('/') + 1);
    }

    /** The table, read where its tasks are. */
    public Dataset<Row> table(SparkSession spark) {
        JavaRDD<Row> read = read(spark, root);
        int tasks = (int) Math.max(spark.sparkContext().defaultParallelism(), files / TASK_FILES + 1);
        PictureFolder self = this;
        StructType schema = new StructType().add("path", DataTypes.StringType, false)
                .add(IdxImages.IMAGE, SQLDataTypes.VectorType(), false);
        return spark.createDataFrame(read.coalesce(Math.max(1, Math.min(tasks, read.getNumPartitions())))
                .flatMap(self::row), labelled ? schema.add("label", DataTypes.StringType, true) : schema);
    }

    private Iterator<Row> row(Row file) {
        String path = below(file.getString(0));
        byte[] pixels;
        try {
            pixels = pictures.frame().of(picture(file)).pixels();
        } catch (BrokenPictureException e) {
            if (pictures.skipBroken()) {
                return List.<Row>of().iterator();
            }
            throw new InvalidInputException("%s %s".formatted(path, e.getMessage()));
        }
        double[] image = new double[pixels.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = Byte.toUnsignedInt(pixels[i]);
        }
        int folder = path.indexOf('/');
        return List.of(
                        labelled
                                ? RowFactory.create(
                                        path, Vectors.dense(image), folder < 0 ? null : path.substring(0, folder))
                                : RowFactory.create(path, Vectors.dense(image)))
                .iterator();
    }
}
