package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.data.source.TableReader;
import org.whittle.score.column.DatePart;
import org.whittle.score.step.Scaling;
import org.whittle.study.ColumnSpec;
import org.whittle.study.ColumnSpec.Type;
import org.whittle.study.DataSpec.Cells;
import org.whittle.study.InputProblem;

/** Texts that are numbers, dates or missing, and columns that tell rows apart: recognized, and read as declared. */
class ReadingsTest extends SparkTest {

    private Path table(String name, int rows, IntFunction<String> cell) throws IOException {
        return file("rows.csv", lines(name + ",w,y", rows,
                i -> "\"%s\",%s,%d".formatted(cell.apply(i), (i * 7 % 11) * 0.5, i / 2 % 2)));
    }

    private TableCheck check(Path table, Cells cells) {
        return TableCheck.of(spark, Settings.of("csv", table, "y").cells(cells).spec(), Set.of(), SEED);
    }

    private TableCheck check(Path table) {
        return check(table, Cells.STANDARD);
    }

    private static Cells cells(String column, ColumnSpec spec) {
        return new Cells(Cells.STANDARD.missing(), false, new TreeMap<>(Map.of(column, spec)));
    }

    private double[] prepared(Path table, Cells cells, String feature) {
        PreparedData prepared = prepare(Settings.of("csv", table, "y").cells(cells).scaling(Scaling.NONE));
        Dataset<Row> rows = TableReader.read(spark, "csv", table.toString(), Map.of());
        FeaturePipeline pipeline = FeaturePipeline.load(study("study"));
        int at = prepared.summary().features().indexOf(feature);
        assertThat(at).as("%s among %s", feature, prepared.summary().features()).isNotNegative();
        return pipeline.transform(rows).collectAsList().stream()
                .mapToDouble(row -> row.<Vector>getAs(FeaturePipeline.FEATURES).toArray()[at]).toArray();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '§', textBlock = """
            '#,234.50'   § '{ type = number, group = "," }'
            '1.#34,50'   § '{ type = number, decimal = ",", group = "." }'
            '1234,5#'    § '{ type = number, decimal = "," }'
            '$12#.50'    § '{ type = number, prefix = "$" }'
            '€ 12#,50'   § '{ type = number, decimal = ",", prefix = "€" }'
            '1# %'       § '{ type = number, suffix = "%" }'
            '1 2#4,5'    § '{ type = number, decimal = ",", group = " " }'
            "1'2#4.5"    § "{ type = number, group = "'" }"
            '12#,5 kg'   § '{ type = number, decimal = ",", suffix = kg }'
            '(1#.5) EUR' § '{ type = number, suffix = EUR }'
            """)
    void numbersWrittenAsTextAreRefusedWithTheLineThatReadsThem(String written, String line) throws IOException {
        String text = written.replace("\"", "").strip();
        Path table = table("amount", 60, i -> text.replace("#", String.valueOf(1 + i % 9)));
        String expected = line.startsWith("\"") ? line.substring(1, line.length() - 1) : line;

        assertThat(check(table).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.write()).isEqualTo("data.columns.amount " + expected);
            assertThat(problem.column()).isEqualTo("amount");
            assertThat(problem.row()).isEqualTo(2);
        });
    }

    @Test
    void numbersAreReadAsDeclaredAlsoInTablesThatComeLater() throws IOException {
        Path table = table("amount", 60, i -> "€ 1.%03d,50".formatted(100 + i % 13));
        ColumnSpec euros = new ColumnSpec(Type.NUMBER, ",", ".", "€", "", "", List.of(), List.of());

        double[] values = prepared(table, cells("amount", euros), "amount");
        for (int i = 0; i < 60; i++) {
            assertThat(values[i]).isEqualTo(1100.5 + i % 13);
        }
    }

    @Test
    void aTextThatDoesNotFitTheDeclaredWayIsNoNumber() throws IOException {
        Path table = table("amount", 60, i -> i == 5 ? "1.5" : "1,%d".formatted(i % 7));
        ColumnSpec commas = new ColumnSpec(Type.NUMBER, ",", "", "", "", "", List.of(), List.of());

        assertThat(check(table, cells("amount", commas)).problems())
                .singleElement()
                .extracting(InputProblem::text)
                .asString()
                .startsWith("rows.csv:7, column 'amount': '1.5' is no number");
    }

    @Test
    void datesBecomeTheirNumbersThatDiffer() throws IOException {
        LocalDate first = LocalDate.of(2024, 1, 30);
        Path table = table("day", 60, i -> first.plusDays(i).toString());
        PreparedData prepared = prepare(Settings.of("csv", table, "y"));
        assertThat(prepared.summary().features()).containsExactly("day (month)", "day (weekday)", "day (days)", "w");

        double[] months = prepared(table, Cells.STANDARD, "day (month)");
        double[] days = prepared(table, Cells.STANDARD, "day (days)");
        double[] weekdays = prepared(table, Cells.STANDARD, "day (weekday)");
        for (int i = 0; i < 60; i++) {
            assertThat(months[i]).isEqualTo(first.plusDays(i).getMonthValue());
            assertThat(weekdays[i]).isEqualTo(first.plusDays(i).getDayOfWeek().getValue());
            // From the earliest training row on, which is one of the first: a fifth of the rows is for testing.
            assertThat(days[i] - days[0]).isEqualTo(i);
            assertThat(days[0]).isBetween(-10.0, 0.0);
        }
        assertThat(days).contains(0.0);
    }

    @Test
    void timesHaveHoursAndFractionsOfDaysAndMayBeMissing() throws IOException {
        Path table = table("at", 60, i -> i % 10 == 0 ? "NA" : "2024-03-%02dT%02d:30:00".formatted(1 + i / 24, i % 24));
        PreparedData prepared = prepare(Settings.of("csv", table, "y"));
        assertThat(prepared.summary().features())
                .containsExactly("at (weekday)", "at (hour)", "at (days)", "w", "at (missing)");

        double[] days = prepared(table, Cells.STANDARD, "at (days)");
        assertThat(days[25] - days[1]).isCloseTo(1, within(1e-9));
        assertThat(days[2] - days[1]).isCloseTo(1 / 24.0, within(1e-9));
    }

    @Test
    void aDatesNumbersMayBeChosen() throws IOException {
        Path table = table("day", 60, i -> "%02d.02.20%02d".formatted(1 + i % 28, 10 + i % 12));
        assertThat(check(table).problems()).singleElement().extracting(InputProblem::write)
                .isEqualTo("data.columns.day { type = date, format = \"d.M.yyyy\" }");
        ColumnSpec years = new ColumnSpec(Type.DATE, ".", "", "", "", "d.M.yyyy", List.of(DatePart.YEAR), List.of());
        double[] read = prepared(table, cells("day", years), "day (year)");
        assertThat(read[3]).isEqualTo(2013);
    }

    @Test
    void datesOfTypedTablesAreReadAlike() throws IOException {
        String path = directory.resolve("typed").toString();
        spark.sql(
                        "select date_add(date'2020-01-01', cast(id * 40 as int)) as d, timestamp_micros(id * "
                                + "3600000000) as t, "
                                + "cast(id % 3 = 0 as int) as y, id * 0.5D % 7 as w from range(60)")
                .write()
                .parquet(path);
        PreparedData prepared = prepare(Settings.of("parquet", path, "y"));

        assertThat(prepared.summary().features()).containsExactly("d (year)", "d (month)", "d (weekday)", "d (days)",
                "t (weekday)", "t (hour)", "t (days)", "w");
        assertThat(FeaturePipeline.load(study("study")).transform(spark.read().parquet(path)).count()).isEqualTo(60);
    }

    @Test
    void textsThatStandForMissingValuesAreKnown() throws IOException {
        List<String> missing = List.of("NA", "N/A", "null", "?", "-");
        Path table = table("size", 60, i -> i % 6 == 0 ? missing.get(i / 6 % 5) : "%d.5".formatted(i % 9));
        PreparedData prepared = prepare(Settings.of("csv", table, "y"));
        assertThat(prepared.summary().features()).containsExactly("size", "w", "size (missing)");
    }

    @Test
    void otherTextsAreProposedAndThenMissing() throws IOException {
        Path table = table("size", 60, i -> i == 6 ? "unknown" : i == 8 ? "k.A." : "%d.5".formatted(i % 9));
        assertThat(check(table).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.text())
                    .startsWith("rows.csv:8, column 'size': 'unknown' is no number, but 58 of 60 values are");
            assertThat(problem.write())
                    .isEqualTo("data.columns.size.missing = ${?data.columns.size.missing} [\"k.A.\", unknown]");
        });
        ColumnSpec spec = new ColumnSpec(Type.AUTO, ".", "", "", "", "", List.of(), List.of("unknown", "k.A."));
        assertThat(check(table, cells("size", spec)).problems()).isEmpty();
        assertThat(prepare(Settings.of("csv", table, "y").cells(cells("size", spec))).summary().features())
                .containsExactly("size", "w", "size (missing)");
    }

    @Test
    void numbersMayStandForMissingValuesToo() throws IOException {
        String path = directory.resolve("nan").toString();
        spark.sql("select if(id % 5 = 0, double('NaN'), id * 0.5D % 7) as x, if(id % 7 = 0, -999L, id % 11) as n, "
                + "cast(id % 3 = 0 as int) as y from range(60)").write().parquet(path);
        Settings settings = Settings.of("parquet", path, "y");
        assertThat(TableCheck.of(spark, settings.spec(), Set.of(), SEED).problems()).singleElement()
                .extracting(InputProblem::write).isEqualTo("data.columns.x.missing += NaN");

        PreparedData prepared = prepare(settings.cells(new Cells(List.of("NaN", "-999"), false, new TreeMap<>())));
        assertThat(prepared.summary().features()).containsExactly("x", "n", "x (missing)", "n (missing)");
    }

    @Test
    void rowsWithoutALabelMayBeLeftOut() throws IOException {
        List<String> lines = new ArrayList<>(
                lines("x,y", 60, i -> "%s,%s".formatted(i * 0.5, i % 10 == 0 ? "" : "ab".charAt(i % 2))));
        lines.set(5, "1.5,maybe");
        Path table = file("rows.csv", lines);
        ColumnSpec spec = new ColumnSpec(Type.AUTO, ".", "", "", "", "", List.of(), List.of("maybe"));
        Cells cells = new Cells(Cells.STANDARD.missing(), true, new TreeMap<>(Map.of("y", spec)));

        PreparedData prepared = prepare(Settings.of("csv", table, "y").cells(cells));
        assertThat(prepared.summary().training().rows() + prepared.summary().validation().rows()
                + prepared.summary().test().rows()).isEqualTo(53);
    }

    @Test
    void columnsFromWhichNothingCanBeLearnedAreNamed() throws IOException {
        Path table = file(
                "rows.csv", lines("number,code,hash,empty,same,w,copy,note,y", 60, i -> "%d,C%05d,%s,,7,%s,%s,%s,%s"
                        .formatted(
                                100 + i * 37 % 60,
                                i * 31,
                                java.util.UUID.nameUUIDFromBytes(new byte[] {(byte) i}),
                                i * 7 % 11 * 0.5,
                                i * 7 % 11 * 0.5,
                                "note no " + i,
                                i / 2 % 2)));
        TableCheck check = check(table);

        assertThat(check.problems()).isEmpty();
        assertThat(check.notes()).extracting(InputProblem::write).containsExactlyInAnyOrder("data.ignore += number",
                "data.ignore = ${?data.ignore} [code, note]", "data.ignore += hash", "data.ignore += empty",
                "data.ignore += same", "data.ignore += copy");
        assertThat(check.notes()).extracting(InputProblem::text).anySatisfy(text -> assertThat(text)
                .startsWith("Column 'copy' is a copy of column 'w'"));
        assertThat(prepare(Settings.of("csv", table, "y")).summary().features()).containsExactly("same", "w", "copy");
        assertThat(prepare(Settings.of("csv", table, "y").numbers("number")).summary().features())
                .containsExactly("number", "same", "w", "copy");
        assertThat(TableCheck.of(
                                spark,
                                Settings.of("csv", table, "y")
                                        .ignore("number", "code", "note", "hash", "empty", "same", "copy")
                                        .spec(),
                                Set.of(),
                                SEED)
                        .notes())
                .isEmpty();
    }

    @Test
    void aColumnThatTellsTheLabelIsRefusedUnlessItIsAskedFor() throws IOException {
        Path table = file("rows.csv", lines("flag,x,y", 60, i -> "%s,%s,%s"
                .formatted(i / 2 % 2 == 0 ? "J" : "N", i * 7 % 11 * 0.5, i / 2 % 2 == 0 ? "yes" : "no")));
        assertThat(check(table).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.text()).contains("Column 'flag' tells the label 'y' of every row");
            assertThat(problem.write()).isEqualTo("data.ignore += flag");
        });
        ColumnSpec category = new ColumnSpec(Type.CATEGORY, ".", "", "", "", "", List.of(), List.of());
        assertThat(check(table, cells("flag", category)).problems()).isEmpty();
        Path prices = file(
                "prices.csv", lines("price,x,y", 60, i -> "%s,%s,%s".formatted(i * 1.25, i * 7 % 11 * 0.5, i * 1.25)));
        assertThat(check(prices).problems()).singleElement().extracting(InputProblem::column).isEqualTo("price");
    }

    @Test
    void codesThatBeginWithZerosAreNamedAndMayBeCategories() throws IOException {
        Path table = table("zip", 60, i -> List.of("007", "7", "12", "0").get(i * 7 % 11 % 4));
        TableCheck check = check(table);
        assertThat(check.problems()).isEmpty();
        InputProblem note = check.notes().stream().filter(one -> one.column().equals("zip")).findFirst().orElseThrow();
        assertThat(note.text()).contains("Column 'zip' is read as numbers, but", "begin with a zero", "(rows.csv:2)",
                "data.columns.zip.type = number");
        assertThat(note.write()).isEqualTo("data.columns.zip.type = category");

        Cells categories = cells("zip", new ColumnSpec(Type.CATEGORY, ".", "", "", "", "", List.of(), List.of()));
        assertThat(check(table, categories).notes()).noneMatch(one -> one.column().equals("zip"));
        PreparedData prepared = prepare(Settings.of("csv", table, "y").cells(categories));
        assertThat(prepared.summary().features()).contains("zip=007", "zip=7", "zip=12", "zip=0");
    }
}
