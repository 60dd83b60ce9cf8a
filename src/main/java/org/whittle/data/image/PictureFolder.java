package org.whittle.data.image;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.column.Findings;
import org.whittle.score.image.BrokenPictureException;
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

    static final long MOST_BYTES = 1 << 26;
    /** Files of a task: Spark takes some dozen, however small they are. */
    private static final int TASK_FILES = 500;
    /** As Spark has it. */
    private static final Pattern HIDDEN = Pattern.compile("\\..*|_[^=]*");

    /** What a task has seen, and the files that lie in no folder. */
    private record Seen(PictureLook look, List<String> outside) implements Serializable {

        private static Seen none() {
            return new Seen(PictureLook.none(), new ArrayList<>());
        }

        private Seen and(Seen next) {
            outside.addAll(next.outside);
            return new Seen(look.and(next.look), outside);
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
        if (seen.look.pictures() == 0) {
            throw IdxFile.problem(
                    path, "holds no files; write the folder of pictures, one folder in it for each class");
        }
        ImageSpec shape = seen.look.tell(path, pictures, findings);
        boolean labelled = seen.outside.size() < seen.look.pictures();
        if (labelled) {
            seen.outside.stream()
                    .sorted()
                    .limit(PictureLook.MOST_PROBLEMS)
                    .forEach(file -> findings.problem(InputProblem.of(
                            "%s lies in no folder of a class, as others do; move it into one".formatted(file))));
        }
        return new PictureFolder(name, PictureLook.framed(pictures, shape), labelled, shape, seen.look.pictures());
    }

    /** Files without a byte, which Spark passes over. */
    private Seen empty(Configuration hadoop) throws IOException {
        Path path = new Path(root);
        FileSystem system = path.getFileSystem(hadoop);
        PictureLook look = PictureLook.none();
        for (FileStatus each : system.globStatus(path)) {
            RemoteIterator<LocatedFileStatus> all = system.listFiles(each.getPath(), true);
            while (all.hasNext()) {
                LocatedFileStatus file = all.next();
                String name = below(file.getPath().toString());
                if (file.getLen() == 0 && Arrays.stream(name.split("/")).noneMatch(HIDDEN.asMatchPredicate())) {
                    look = look.and(PictureLook.broken(name, "is empty"));
                }
            }
        }
        return new Seen(look, new ArrayList<>());
    }

    private static JavaRDD<Row> read(SparkSession spark, String root) {
        return spark.read().format("binaryFile").option("recursiveFileLookup", "true").load(root)
                .selectExpr("path", "length", "IF(length <= %d, content, NULL)".formatted(MOST_BYTES)).javaRDD();
    }

    private Seen look(Iterator<Row> files) throws IOException {
        Seen seen = Seen.none();
        while (files.hasNext()) {
            Row file = files.next();
            String path = below(file.getString(0));
            PictureLook one = PictureLook.of(path, () -> picture(file));
            boolean apart = one.broken() == 0 && !path.contains("/");
            seen = seen.and(new Seen(one, apart ? new ArrayList<>(List.of(path)) : new ArrayList<>()));
        }
        return seen;
    }

    private static Picture picture(Row file) throws BrokenPictureException {
        requireSize(file.getLong(1));
        return Picture.read(file.getAs(2));
    }

    static void requireSize(long bytes) throws BrokenPictureException {
        if (bytes > MOST_BYTES) {
            throw new BrokenPictureException(
                    "has %d bytes, more than %d; make it smaller".formatted(bytes, MOST_BYTES));
        }
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
        int folder = path.indexOf('/');
        return List.of(labelled
                ? RowFactory.create(path, IdxImages.vector(pixels), folder < 0 ? null : path.substring(0, folder))
                : RowFactory.create(path, IdxImages.vector(pixels))).iterator();
    }
}
