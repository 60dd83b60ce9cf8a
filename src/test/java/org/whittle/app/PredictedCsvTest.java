package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code predict} writes of a CSV file: what it has read, sign by sign, for whatever reads CSV by RFC 4180. */
@Tag("cluster")
class PredictedCsvTest {

    /** Header and rows; the first three columns are the study's. */
    private static final List<List<String>> ROWS = List.of(
            List.of("a", "b", "colour", "id", "note", "price", "flag"),
            List.of("0.25", "-1", "red", "007", "plain", "1.50", "TRUE"),
            List.of("1.0", "", "green", "00", "a, comma and \"quotes\"", "1e3", "no"),
            List.of("2", "3.5", "blue", "0", "two\nlines", "0x10", "True"),
            List.of("02", "1", "red", "10", "  blanks around  ", "12345678901234567890", "false"),
            List.of("1.5", "0.5", "blue", "3", "é and \\ and ;", "-0.10", ""));

    @TempDir
    static Path directory;

    private static Path csv;
    private static Path parquet;

    @BeforeAll
    static void predict() throws IOException {
        SmallStudy small = new SmallStudy(directory);
        Path study = directory.resolve("study");
        SmallStudy.Outcome tuned = small.tune(study, "local[1]", "--set", "stop.trials=3");
        assertThat(tuned.exitCode()).as(tuned.errors() + tuned.out()).isEqualTo(ExitCode.DONE);
        Path input = directory.resolve("later.csv");
        StringBuilder text = new StringBuilder();
        for (List<String> row : ROWS) {
            // Blanks are within quotes in one of two places: they belong to their value in both.
            text.append(String.join(",", row.stream().map(cell -> cell.matches(".*[\",\n].*|(?s).*\n.*")
                    ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell).toList())).append('\n');
        }
        Files.writeString(input, text);
        csv = directory.resolve("scored.csv");
        parquet = directory.resolve("scored.parquet");
        for (Path output : List.of(csv, parquet)) {
            SmallStudy.Outcome scored = SmallStudy.run(
                    "predict",
                    study.toString(),
                    "--input",
                    input.toString(),
                    "--output",
                    output.toString(),
                    "--master",
                    "local[1]");
            assertThat(scored.exitCode()).as(scored.errors()).isEqualTo(ExitCode.DONE);
        }
    }

    private static Path file() throws IOException {
        try (Stream<Path> files = Files.list(csv)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-")).findFirst().orElseThrow();
        }
    }

    private static void isAsItWasRead(List<List<String>> scored) {
        assertThat(scored).hasSameSizeAs(ROWS);
        for (int i = 0; i < ROWS.size(); i++) {
            assertThat(scored.get(i)).hasSize(7 + 2 + 3).startsWith(ROWS.get(i).toArray(String[]::new));
        }
        assertThat(scored.get(0)).endsWith("prediction", "confidence", "probability_kind-0", "probability_kind-1",
                "probability_kind-2");
        assertThat(scored.subList(1, scored.size())).allSatisfy(row -> assertThat(row.get(7)).startsWith("kind-"));
    }

    /** RFC 4180 to the letter, as Excel takes it. */
    @Test
    void isReadByTheStandard() throws IOException {
        isAsItWasRead(records(Files.readString(file())));
    }

    @Test
    void isReadByPandas() throws Exception {
        isAsItWasRead(readBy("pandas", "python3", "-c", """
                import sys, pandas
                table = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
                for row in [list(table.columns)] + table.values.tolist():
                    print(";".join(" ".join(str(ord(c)) for c in cell) for cell in row))
                """));
    }

    @Test
    void isReadByR() throws Exception {
        isAsItWasRead(readBy("R", "Rscript", "-e", """
                table <- read.csv(commandArgs(TRUE)[1], colClasses = "character", check.names = FALSE,
                    na.strings = character(), encoding = "UTF-8")
                tell <- function(row) cat(paste(vapply(row, function(cell) paste(utf8ToInt(cell), collapse = " "), ""),
                    collapse = ";"), fill = FALSE, sep = "\n")
                tell(names(table))
                for (i in seq_len(nrow(table))) tell(unlist(table[i, ]))
                """));
    }

    /**
     * LibreOffice takes a file as Excel does, and columns as texts if it is told to; it writes what it has in its
     * cells.
     */
    @Test
    void isReadByASpreadsheet() throws Exception {
        Path input = Files.copy(file(), directory.resolve("sheet.csv"));
        String texts = IntStream.rangeClosed(1, 12).mapToObj(column -> column + "/2").collect(Collectors.joining("/"));
        Process process;
        try {
            process = new ProcessBuilder(
                            "soffice",
                            "--headless",
                            "-env:UserInstallation="
                                    + directory.resolve("office").toUri(),
                            "--infilter=CSV:44,34,76,1," + texts,
                            "--convert-to",
                            "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false",
                            "--outdir",
                            directory.resolve("sheets").toString(),
                            input.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("office.txt").toFile())
                    .start();
        } catch (IOException absent) {
            assumeTrue(false, "LibreOffice is not there: " + absent.getMessage());
            return;
        }
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        Path sheet = directory.resolve("sheets").resolve("sheet.csv");
        assertThat(sheet).as(Files.readString(directory.resolve("office.txt"))).exists();
        isAsItWasRead(records(Files.readString(sheet)));
    }

    @Test
    void zerosAreKeptInTypedTablesAsWell() {
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .getOrCreate()) {
            assertThat(spark.read().parquet(parquet.toString()).schema().apply("id").dataType())
                    .isEqualTo(DataTypes.StringType);
            assertThat(spark.read().parquet(parquet.toString()).select("id").collectAsList())
                    .extracting(row -> row.getString(0)).containsExactly("007", "00", "0", "10", "3");
        }
    }

    /** @return what a program tells of the file; the test is skipped where the program is not there */
    private static List<List<String>> readBy(String what, String... command) throws Exception {
        List<String> line = new ArrayList<>(List.of(command));
        line.add(file().toString());
        Path out = Files.createTempFile(directory, "read", ".json");
        Path errors = Files.createTempFile(directory, "read", ".txt");
        int status = -1;
        try {
            Process process = new ProcessBuilder(line)
                    .redirectOutput(out.toFile())
                    .redirectError(errors.toFile())
                    .start();
            status = process.waitFor(5, TimeUnit.MINUTES) ? process.exitValue() : -2;
        } catch (IOException absent) {
            assumeTrue(false, what + " is not there: " + absent.getMessage());
        }
        String said = Files.readString(errors);
        assumeTrue(!said.contains("No module named"), what + " is not there: " + said.strip());
        assertThat(status).as(said).isZero();
        return Files.readAllLines(out).stream().map(row -> Stream.of(row.split(";", -1)).map(PredictedCsvTest::text)
                .toList()).toList();
    }

    /** A text of numbers of its signs, which no quoting can touch. */
    private static String text(String signs) {
        return signs.isBlank()
                ? ""
                : Stream.of(signs.strip().split(" "))
                        .map(sign -> Character.toString(Integer.parseInt(sign)))
                        .collect(Collectors.joining());
    }

    /** Records of fields; a quote may only stand around a field or doubled within one that is quoted. */
    private static List<List<String>> records(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < text.length();) {
            if (text.charAt(i) == '"') {
                for (i++; text.charAt(i) != '"' || i + 1 < text.length() && text.charAt(i + 1) == '"'; i++) {
                    i += text.charAt(i) == '"' ? 1 : 0;
                    field.append(text.charAt(i));
                }
                i++;
            } else {
                for (; ",\n\r".indexOf(text.charAt(i)) < 0; i++) {
                    assertThat(text.charAt(i)).as("a quote in a field that is not quoted").isNotEqualTo('"');
                    field.append(text.charAt(i));
                }
            }
            fields.add(field.toString());
            field.setLength(0);
            char end = text.charAt(i++);
            assertThat(",\n").as("what ends a field").contains(String.valueOf(end));
            if (end == '\n') {
                records.add(List.copyOf(fields));
                fields.clear();
            }
        }
        return records;
    }
}
