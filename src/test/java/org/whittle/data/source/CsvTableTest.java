package org.whittle.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.data.SparkTest;
import org.whittle.data.column.Findings;
import org.whittle.study.InputProblem;

/** CSV as people have it, read by RFC 4180, and nothing passed over without a word. */
class CsvTableTest extends SparkTest {

    private record Read(List<Row> rows, List<String> columns, List<InputProblem> problems, List<InputProblem> notes) {
    }

    private Path text(String name, String content, Charset charset) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content.getBytes(charset));
    }

    private Read read(String content, Map<String, String> options) throws IOException {
        return read(text("t.csv", content, StandardCharsets.UTF_8), options);
    }

    private Read read(Path path, Map<String, String> options) {
        Findings findings = new Findings();
        Dataset<Row> table = TableReader.open(spark, "csv", path.toString(), options, findings).table();
        return new Read(
                findings.sound() ? table.collectAsList() : List.of(),
                List.of(table.columns()),
                findings.problems(),
                findings.notes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void readsDoubledQuotesSeparatorsAndLineEndsWithinQuotes(String end) throws IOException {
        Read read = read(
                String.join(
                        end,
                        "a,\"b \"\"q\"\"\",c",
                        "1,\"x, y\",\"say \"\"hi\"\"\"",
                        "2,\"two",
                        "lines\",z",
                        "3,,\"\"",
                        ""),
                Map.of());

        assertThat(read.problems()).isEmpty();
        assertThat(read.columns()).containsExactly("a", "b \"q\"", "c");
        assertThat(read.rows()).hasSize(3);
        assertThat(read.rows().get(0).getString(1)).isEqualTo("x, y");
        assertThat(read.rows().get(0).getString(2)).isEqualTo("say \"hi\"");
        assertThat(read.rows().get(1).getString(1)).isEqualTo("two\nlines");
        assertThat(read.rows().get(1).getInt(0)).isEqualTo(2);
        assertThat(read.rows().get(2).isNullAt(1)).isTrue();
    }

    @Test
    void readsInPiecesWhereNoValueHasALineEnd() throws IOException {
        Findings findings = new Findings();
        Path path = text("t.csv", "a,b\n5\" pipe,x\n6\" pipe,\"y \"\"z\"\"\"\n", StandardCharsets.UTF_8);
        TableReader.Opened opened = TableReader.open(spark, "csv", path.toString(), Map.of(), findings);

        assertThat(findings.problems()).isEmpty();
        assertThat(opened.options()).doesNotContainKey("multiLine");
        assertThat(opened.table().collectAsList().get(1).getString(0)).isEqualTo("6\" pipe");
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "\t", "|"})
    void findsTheSeparator(String separator) throws IOException {
        Read read = read("a%1$sb%1$sc\n1,5%1$s\"x%1$sy\"%1$sz\n2,5%1$sp%1$sq\n".formatted(separator), Map.of());

        assertThat(read.problems()).isEmpty();
        assertThat(read.columns()).containsExactly("a", "b", "c");
        assertThat(read.rows().get(0).getString(0)).isEqualTo("1,5");
        assertThat(read.rows().get(0).getString(1)).isEqualTo("x%sy".formatted(separator));
    }

    @Test
    void passesOverAByteOrderMark() throws IOException {
        assertThat(read("\uFEFFa,b\n1,x\n", Map.of()).columns()).containsExactly("a", "b");
        assertThat(read("\uFEFFa,b\n1,\"x\ny\"\n", Map.of()).columns()).containsExactly("a", "b");
    }

    @Test
    void otherEncodingsAreToldWithTheLineThatReadsThem() throws IOException {
        Path latin = text("latin.csv", "Größe,y\n1,ä\n2,ö\n", StandardCharsets.ISO_8859_1);
        assertThat(read(latin, Map.of()).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.text()).startsWith("latin.csv:1 is not UTF-8");
            assertThat(problem.write()).isEqualTo("data.options.encoding = windows-1252");
        });
        Read read = read(latin, Map.of("encoding", "windows-1252"));
        assertThat(read.columns()).containsExactly("Größe", "y");
        assertThat(read.rows().get(1).getString(1)).isEqualTo("ö");
    }

    @Test
    void utf16IsToldWithTheLineThatReadsIt() throws IOException {
        Path path = text("wide.csv", "größe,y\r\n1,ä\r\n", StandardCharsets.UTF_16);
        Findings findings = new Findings();
        try {
            TableReader.open(spark, "csv", path.toString(), Map.of(), findings);
        } catch (org.whittle.study.InvalidInputException refused) {
            assertThat(refused.problems()).hasSize(1);
        }
        assertThat(findings.problems()).singleElement().extracting(InputProblem::write)
                .isEqualTo("data.options.encoding = UTF-16, data.options.multiLine = \"true\"");
        Read read = read(path, Map.of("encoding", "UTF-16", "multiLine", "true"));
        assertThat(read.columns()).containsExactly("größe", "y");
        assertThat(read.rows()).singleElement().extracting(row -> row.getString(1)).isEqualTo("ä");
    }

    @Test
    void raggedLinesAreToldWithTheirNumbers() throws IOException {
        String rows = IntStream.range(0, 20).mapToObj(i -> i == 3 ? "1,2" : i == 7 ? "1,2,3,4" : "1,2,3")
                .collect(Collectors.joining("\n"));
        Read read = read("a,b,c\n\n" + rows, Map.of());

        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.text())
                    .startsWith("t.csv:6 has 2 values where the header has 3 (and so does 1 line more)");
            assertThat(problem.row()).isEqualTo(6);
            assertThat(problem.write()).isEqualTo("data.options.mode = DROPMALFORMED");
        });
        Read dropped = read("a,b,c\n\n" + rows, Map.of("mode", "DROPMALFORMED"));
        assertThat(dropped.problems()).isEmpty();
        assertThat(dropped.notes())
                .singleElement()
                .extracting(InputProblem::text)
                .asString()
                .contains("t.csv:6 has 2 values");
        assertThat(dropped.rows()).hasSize(18);
    }

    /** Files that were put together. Spark's reader leaves such lines out as it looks for types, and fails on them. */
    @Test
    void headersInTheMiddleAreToldWithTheirNumbers() throws IOException {
        String file = "a,b\n1,2\n3,4\n";
        Read read = read(file + file + "\n" + file, Map.of());

        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.text()).startsWith("t.csv:4 repeats the header (and so does 1 line more)");
            assertThat(problem.row()).isEqualTo(4);
            assertThat(problem.write()).isEqualTo("data.options.mode = DROPMALFORMED");
        });
        Read dropped = read(file + file + "\n" + file, Map.of("mode", "DROPMALFORMED"));
        assertThat(dropped.problems()).isEmpty();
        assertThat(dropped.notes()).singleElement().extracting(InputProblem::text).asString()
                .contains("t.csv:4 repeats the header");
        assertThat(dropped.rows()).hasSize(6);
        // Every file has its own.
        text("two/x.csv", file, StandardCharsets.UTF_8);
        text("two/y.csv", file, StandardCharsets.UTF_8);
        assertThat(read(directory.resolve("two"), Map.of()).problems()).isEmpty();
    }

    @Test
    void raggedRecordsOfSeveralLinesAreToldWithTheLineTheyBeginAt() throws IOException {
        assertThat(read("a,b\n1,\"x\ny\"\n\"p\nq\"\n", Map.of()).problems()).singleElement()
                .extracting(InputProblem::text).asString().startsWith("t.csv:4 has 1 value where the header has 2");
    }

    @Test
    void quotesThatBreakTheRuleAreTold() throws IOException {
        Read read = read("a,b\n1,\"say \\\"hi\\\" to\"\n", Map.of());
        assertThat(read.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.text()).startsWith("t.csv:2 has a quote within a quoted value that is not doubled");
            assertThat(problem.write()).isEqualTo("data.options.escape = \"\\\\\"");
        });
        Read escaped = read("a,b\n1,\"say \\\"hi\\\" to\"\n", Map.of("escape", "\\"));
        assertThat(escaped.problems()).isEmpty();
        assertThat(escaped.rows().get(0).getString(1)).isEqualTo("say \"hi\" to");
        assertThat(read("a,b\n1,x\n2,\"never closed\n3,z\n", Map.of()).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.text()).startsWith("t.csv:3 begins a value with a quote that nothing closes");
                    assertThat(problem.write()).isEqualTo("data.options.quote = \"\"");
                });
    }

    @Test
    void namesThatAreThereTwiceOrEmptyGetNumbers() throws IOException {
        Read read = read("score,,score,Score,score_2\n1,2,3,4,5\n", Map.of());

        assertThat(read.columns()).containsExactly("score", "_c1", "score_3", "Score", "score_2");
        assertThat(read.notes()).extracting(InputProblem::text).anySatisfy(note ->
                assertThat(note).contains("column 3 has a name that is there already; it is called 'score_3'"));
        assertThat(read.rows().get(0).getInt(2)).isEqualTo(3);
        assertThat(read.notes()).extracting(InputProblem::write).containsExactly("data.columns._c1.type = auto",
                "data.columns.score_3.type = auto");
    }

    @Test
    void filesWithOtherHeadersAreNamed() throws IOException {
        text("rows/1.csv", "a,b\n1,2\n", StandardCharsets.UTF_8);
        text("rows/2.csv", "b,a\n1,2\n", StandardCharsets.UTF_8);
        assertThat(read(directory.resolve("rows"), Map.of()).problems()).singleElement().extracting(InputProblem::text)
                .asString().startsWith("2.csv has the header b,a, unlike 1.csv");
    }

    @Test
    void aTimeOfDayIsNoDayAndAGroupedNumberIsNoWholeOne() throws IOException {
        Row row = read("t,n,d\n12:30,\"12,345\",2024-01-02\n", Map.of()).rows().get(0);

        assertThat(row.get(0)).isEqualTo("12:30");
        assertThat(row.get(1)).isEqualTo("12,345");
        assertThat(row.get(2)).isEqualTo("2024-01-02");
    }
}
