package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.whittle.data.source.Source;
import org.whittle.net.InputShape;
import org.whittle.score.image.Fit;
import org.whittle.score.image.Frame;
import org.whittle.score.image.Pictures;
import org.whittle.score.step.Scaling;
import org.whittle.study.InvalidInputException;
import org.whittle.study.PictureSpec;
import org.whittle.work.Rows;

/** Tables a column of which holds pictures, or where they are. */
class PictureColumnTest extends SparkTest {

    private final List<Row> bytes = new ArrayList<>();

    private static PictureSpec column(String name, boolean skip) {
        return new PictureSpec(new Frame(0, 0, 0, Fit.CROP), skip, name);
    }

    private static byte[] picture(int i) {
        return i % 2 == 0 ? Pictures.grey(4, 3, 50, i) : Pictures.grey(4, 3, 200, i);
    }

    /** Folders and rows of the same 40 pictures: a CSV table of paths, and a Parquet table of bytes. */
    private void sound() throws IOException {
        List<String> paths = new ArrayList<>(List.of("photo,kind,taken"));
        for (int i = 0; i < 40; i++) {
            String kind = i % 2 == 0 ? "dark" : "light";
            Path file = directory.resolve("rows/files/kind=%s/%02d.png".formatted(kind, i));
            Files.createDirectories(file.getParent());
            Files.write(file, picture(i));
            paths.add(
                    "%s,%s,%d".formatted(i < 20 ? "files/kind=%s/%02d.png".formatted(kind, i) : file, kind, 2000 + i));
            bytes.add(RowFactory.create(picture(i), kind));
        }
        file("rows/photos.csv", paths);
    }

    private Settings ofBytes(boolean skip) {
        Path table = directory.resolve("bytes.parquet");
        if (!Files.exists(table)) {
            spark.createDataFrame(
                            bytes,
                            new StructType().add("png", DataTypes.BinaryType).add("kind", DataTypes.StringType))
                    .repartition(3)
                    .write()
                    .parquet(table.toString());
        }
        return Settings.of("parquet", table, "kind").scaling(Scaling.NONE).pictures(column("png", skip));
    }

    private Settings ofPaths(boolean skip) {
        return Settings.of("csv", directory.resolve("rows/photos.csv"), "kind").scaling(Scaling.NONE)
                .pictures(column("photo", skip));
    }

    @Test
    void pathsBytesAndSourcesOfSparkAreTheSameRows() throws IOException {
        sound();
        PreparedData paths = prepare(ofPaths(false), "paths");
        assertThat(paths.training().input()).isEqualTo(new InputShape.Image(3, 4, 1));
        int seen = 0;
        for (Rows rows : List.of(paths.training().training(), paths.training().validation(), paths.lockBox().open())) {
            for (int i = 0; i < rows.count(); i++) {
                float[] pixels = Arrays.copyOfRange(rows.features(), i * 12, i * 12 + 12);
                assertThat((int) pixels[0] % 2).isEqualTo((int) rows.targets()[i]);
                assertThat(pixels[5]).isEqualTo(rows.targets()[i] == 0 ? 50 : 200);
                seen++;
            }
        }
        assertThat(seen).isEqualTo(40);
        assertThat(new String(Arrays.copyOf(study("paths").read("data/training/features-00000.npy"), 60), "US-ASCII"))
                .contains("|u1");
        Path folder = directory.resolve("rows/files");
        Map<String, Settings> others = Map.of("bytes", ofBytes(false),
                "binary", Settings.of("binaryFile", folder, "kind").scaling(Scaling.NONE)
                        .pictures(column("content", false)),
                "spark", Settings.of("image", folder, "kind").scaling(Scaling.NONE).pictures(column("image", false)));
        others.forEach((name, settings) ->
                assertThat(prepare(settings, name).fingerprint()).as(name).isEqualTo(paths.fingerprint()));
    }

    @Test
    void sparksSourceHasItsColoursTheOtherWayRound() throws IOException {
        Path folder = directory.resolve("photos");
        for (String file : List.of("kind=a/1.png", "kind=b/2.png")) {
            Files.createDirectories(folder.resolve(file).getParent());
            Files.write(folder.resolve(file), Pictures.png(5, 4));
        }
        List<List<Row>> tables = List.of("image", "binaryFile").stream()
                .map(format -> Source.open(
                                spark,
                                Settings.of(format, folder, "kind")
                                        .pictures(column(format.equals("image") ? "image" : "content", false))
                                        .spec())
                        .get(0)
                        .table()
                        .orderBy("kind")
                        .select("image")
                        .collectAsList())
                .toList();
        assertThat(tables.get(0)).hasSize(2).isEqualTo(tables.get(1));
    }

    private List<String> lines(Settings settings) {
        try {
            prepare(settings, "refused");
        } catch (InvalidInputException e) {
            assertThat(study("refused").exists("data")).isFalse();
            return e.problems();
        }
        return List.of();
    }

    @Test
    void brokenPicturesAreNamedAtOnceByTheirPathsAndByTheirRows() throws IOException {
        sound();
        List<String> paths = new ArrayList<>(Files.readAllLines(directory.resolve("rows/photos.csv")));
        Pictures.malformed().forEach((name, broken) -> {
            try {
                Files.write(directory.resolve("rows/" + name), broken.getKey());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            paths.add(name + ",dark,1999");
            bytes.add(RowFactory.create(broken.getKey(), "dark"));
        });
        paths.addAll(List.of("nowhere.png,dark,1", "files,light,2", ",light,3"));
        file("rows/photos.csv", paths);
        bytes.add(RowFactory.create(null, "dark"));
        List<String> lines = lines(ofPaths(false));
        assertThat(lines).hasSize(53).isSorted().contains(
                "nowhere.png is not there; relative paths begin in the table's folder",
                "files is a folder; name a file in it", "row 93 has no picture");
        Pictures.malformed().forEach((name, broken) -> assertThat(lines).filteredOn(line -> line.startsWith(name + " "))
                .singleElement().asString().contains(broken.getValue()).doesNotContain("\n", "Exception"));
        assertThat(lines(ofBytes(false))).hasSize(51).allMatch(line -> line.matches("row \\d+ .+"));
        bytes.clear();
        List<String> told = new ArrayList<>();
        PreparedData prepared = new DataPreparer(spark, study("study"))
                .prepare(ofPaths(true).spec(), SEED, told::add, () -> { });
        assertThat(told).filteredOn(line -> line.endsWith("; it is left out (data.on-error = skip)")).hasSize(53);
        assertThat(prepared.summary().training().rows() + prepared.training().validation().count()
                + prepared.lockBox().open().count()).isEqualTo(40);
    }

    @Test
    void whatIsNoColumnOfPicturesIsToldInALine() throws IOException {
        sound();
        assertThat(lines(ofPaths(false).pictures(column("taken", false))))
                .singleElement()
                .asString()
                .contains(
                        "data.image.column = taken holds int; write the column of paths (texts), of files (binary), "
                                + "or of Spark's");
        assertThat(lines(ofPaths(false).pictures(column("foto", false)))).singleElement().asString().contains(
                "has no such column; write one of photo, kind, taken");
        assertThat(lines(Settings.of("csv", directory.resolve("rows/photos.csv"), "label")
                .pictures(column("photo", false)))).singleElement().asString()
                .contains("there is no column 'label'; write the column of the labels in data.label");
    }
}
