package org.whittle.data.image;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.whittle.data.column.Findings;
import org.whittle.score.image.BrokenPictureException;
import org.whittle.score.image.Picture;
import org.whittle.study.ImageSpec;
import org.whittle.study.InvalidInputException;
import org.whittle.study.PictureSpec;
import scala.Tuple2;

/**
 * A table one of whose columns holds pictures: paths of PNG or JPEG files on any Hadoop file system, their bytes, as
 * Spark's source {@code binaryFile} has them, or pixels, as its source {@code image} has them. They become the column
 * {@value IdxImages#IMAGE} (a vector of numbers from 0 to 255), and the other columns stay, as do paths.
 *
 * <p>Every picture is decoded once to look at it, before there is a table. It is named by its path, or by that of the
 * row's file where a source tells it, or by its row, counted from 1.
 *
 * @param at place of the column
 * @param named place of the column that names pictures; -1 if there is none
 * @param base what relative paths begin with; empty if they are taken as they are
 */
public record PictureColumn(int at, int named, Kind kind, String base, PictureSpec pictures, ImageSpec shape,
                            SerializableConfiguration hadoop) implements Serializable {

    /** What a cell is. */
    public enum Kind {
        /** The path of a file. */
        PATH,
        /** A file. */
        BYTES,
        /** A row of Spark's source {@code image}. */
        PIXELS
    }

    /** Columns by which sources of Spark's tell of a row's file. */
    private static final String FILE = "path";
    private static final String ORIGIN = "origin";
    /** What a column of paths is called beside the images, where it has their name. */
    private static final String KEPT = "path";

    /**
     * Looks at all pictures.
     *
     * @param path of the table, where it has one: relative paths of pictures begin in its folder
     * @param findings told of every picture that is broken, and of sizes that differ
     * @return the table with images, and their shape
     * @throws InvalidInputException if there are no pictures that can be used
     */
    public static Tuple2<Dataset<Row>, ImageSpec> open(Dataset<Row> table, String path, PictureSpec pictures,
                                                       Findings findings) {
        SparkSession spark = table.sparkSession();
        List<String> columns = List.of(table.columns());
        int at = columns.indexOf(pictures.column());
        if (at < 0) {
            throw new InvalidInputException("data.image.column = %s: %s has no such column; write one of %s"
                    .formatted(pictures.column(), path, String.join(", ", columns)));
        }
        Kind kind = kind(table.schema().fields()[at])
                .orElseThrow(() -> new InvalidInputException(
                        ("data.image.column = %s holds %s; write the column of paths (texts), of files (binary), or of "
                                + "Spark's images")
                                .formatted(
                                        pictures.column(),
                                        table.schema().fields()[at].dataType().simpleString())));
        int named = kind == Kind.PATH ? at : kind == Kind.BYTES ? columns.indexOf(FILE) : -1;
        PictureColumn unframed = new PictureColumn(at, named, kind, kind == Kind.PATH ? folder(path) : "", pictures,
                ImageSpec.NONE, new SerializableConfiguration(spark.sessionState().newHadoopConf()));
        PictureLook look = table.javaRDD().zipWithIndex()
                .mapPartitions(rows -> List.of(unframed.look(rows)).iterator()).collect().stream()
                .reduce(PictureLook.none(), PictureLook::and);
        if (look.pictures() == 0) {
            throw new InvalidInputException("%s has no rows; write the path of a table with pictures".formatted(path));
        }
        ImageSpec shape = look.tell(path, pictures, findings);
        PictureColumn column = new PictureColumn(at, named, kind, unframed.base, PictureLook.framed(pictures, shape),
                shape, unframed.hadoop);
        return new Tuple2<>(column.table(table), shape);
    }

    private static Optional<Kind> kind(StructField column) {
        DataType type = column.dataType();
        if (type instanceof StringType) {
            return Optional.of(Kind.PATH);
        } else if (type instanceof BinaryType) {
            return Optional.of(Kind.BYTES);
        }
        boolean image = type instanceof StructType struct
                && List.of(struct.fieldNames()).containsAll(List.of(ORIGIN, "height", "width", "nChannels", "data"));
        return image ? Optional.of(Kind.PIXELS) : Optional.empty();
    }

    /** The folder that a table lies in. */
    private static String folder(String path) {
        int slash = path.replaceAll("/+$", "").lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash + 1);
    }

    private PictureLook look(Iterator<Tuple2<Row, Long>> rows) throws IOException {
        PictureLook look = PictureLook.none();
        while (rows.hasNext()) {
            Tuple2<Row, Long> row = rows.next();
            look = look.and(PictureLook.of(name(row._1, row._2), () -> picture(row._1)));
        }
        return look;
    }

    private String name(Row row, long index) {
        if (kind == Kind.PIXELS && !row.isNullAt(at)) {
            return row.getStruct(at).getAs(ORIGIN);
        }
        return named < 0 || row.isNullAt(named) ? "row %d".formatted(index + 1) : row.getString(named);
    }

    private Picture picture(Row row) throws IOException {
        if (row.isNullAt(at)) {
            throw new BrokenPictureException("has no picture");
        }
        return switch (kind) {
            case PATH -> Picture.read(file(row.getString(at)));
            case BYTES -> {
                byte[] file = row.getAs(at);
                PictureFolder.requireSize(file.length);
                yield Picture.read(file);
            }
            case PIXELS -> SparkImage.picture(row.getStruct(at));
        };
    }

    private byte[] file(String path) throws IOException {
        boolean whole = path.startsWith("/") || path.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
        try {
            Path file = new Path(whole ? path : base + path);
            FileSystem system = file.getFileSystem(hadoop.value());
            FileStatus status = system.getFileStatus(file);
            if (status.isDirectory()) {
                throw new BrokenPictureException("is a folder; name a file in it");
            }
            PictureFolder.requireSize(status.getLen());
            try (InputStream in = system.open(file)) {
                return in.readAllBytes();
            }
        } catch (FileNotFoundException e) {
            throw new BrokenPictureException("is not there; relative paths begin in the table's folder");
        } catch (IllegalArgumentException e) {
            throw new BrokenPictureException("is no path of a file");
        }
    }

    private Dataset<Row> table(Dataset<Row> table) {
        List<StructField> fields = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        StructField[] all = table.schema().fields();
        List<String> names = List.of(table.columns());
        for (int i = 0; i < all.length; i++) {
            boolean image = all[i].name().equals(IdxImages.IMAGE);
            if (i != at && !image) {
                fields.add(all[i]);
                kept.add(i);
            } else if (i == at && kind == Kind.PATH && (!image || !names.contains(KEPT))) {
                fields.add(DataTypes.createStructField(image ? KEPT : all[i].name(), DataTypes.StringType, true));
                kept.add(i);
            }
        }
        fields.add(DataTypes.createStructField(IdxImages.IMAGE, SQLDataTypes.VectorType(), false));
        PictureColumn self = this;
        JavaRDD<Row> rows = table.javaRDD().zipWithIndex().flatMap(row -> self.row(row._1, row._2, kept));
        return table.sparkSession().createDataFrame(rows, new StructType(fields.toArray(StructField[]::new)));
    }

    private Iterator<Row> row(Row row, long index, List<Integer> kept) throws IOException {
        try {
            byte[] pixels = pictures.frame().of(picture(row)).pixels();
            return List.of(RowFactory.create(Stream.concat(kept.stream().map(row::get),
                    Stream.of(IdxImages.vector(pixels))).toArray())).iterator();
        } catch (BrokenPictureException e) {
            if (pictures.skipBroken()) {
                return List.<Row>of().iterator();
            }
            throw new InvalidInputException("%s %s".formatted(name(row, index), e.getMessage()));
        }
    }
}
