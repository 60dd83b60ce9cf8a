package org.whittle.data.row;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import org.whittle.data.Settings;
import org.whittle.data.SparkTest;
import org.whittle.data.column.ColumnTypes;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.SourceRows;

/** What orders and divides the rows. */
class RowHashTest extends SparkTest {

    private static List<Long> hashes(Dataset<Row> table) {
        return hashes(table, 7);
    }

    private static List<Long> hashes(Dataset<Row> table, long seed) {
        SourceRows rows = SourceRows.of(table);
        RowHash hash = new RowHash(rows.schema(), List.of(rows.schema().fields()), seed);
        return rows.blocks().flatMap(block -> {
            long[] hashes = new long[block.rows()];
            hash.of(block, hashes, (column, values) -> { });
            return java.util.Arrays.stream(hashes).iterator();
        }).collect();
    }

    /** As the first releases had it computed by Spark: studies begun then divide their rows the same for ever. */
    private static List<Long> bySpark(Dataset<Row> table) {
        List<StructField> fields = new ArrayList<>(List.of(table.schema().fields()));
        fields.sort(java.util.Comparator.comparing(StructField::name));
        List<Column> numbers = new ArrayList<>();
        List<Column> values = new ArrayList<>(List.of(lit(7L)));
        for (int i = 0; i < fields.size(); i++) {
            Column value = ColumnTypes.column(fields.get(i).name());
            if (fields.get(i).dataType() instanceof NumericType) {
                numbers.add(coalesce(value.cast("double"), lit(Double.NaN)));
            } else {
                values.add(value);
                values.add(when(value.isNull(), lit(i)));
            }
        }
        values.add(array(numbers.toArray(Column[]::new)));
        return table.select(xxhash64(values.toArray(Column[]::new)))
                .as(org.apache.spark.sql.Encoders.LONG())
                .collectAsList();
    }

    private Dataset<Row> table(String... expressions) {
        return spark.range(0, 30, 1, 2).selectExpr(expressions);
    }

    private static final String[] KINDS = {
        "id",
        "-id * 0.5D AS half",
        "CAST(id % 3 - 1 AS FLOAT) * 0F AS zeros",
        "CAST(id AS TINYINT) AS byte",
        "IF(id % 4 = 0, NULL, CAST(id AS DECIMAL(30, 5)) / 7) AS exact",
        "IF(id % 5 = 0, NULL, CONCAT('t', id)) AS text",
        "id % 2 = 0 AS truth",
        "DATE_ADD(DATE '2020-02-03', CAST(id AS INT)) AS day",
        "TIMESTAMP_SECONDS(id) AS at",
        "ARRAY(id, NULL, id * 2) AS list",
        "NAMED_STRUCT('a', id, 'b', CONCAT('x', id)) AS nested",
        "CAST(CONCAT('b', id) AS BINARY) AS bytes",
        "INTERVAL '3' DAY * id AS time",
        "NULL AS nothing"
    };

    @Test
    void isThatOfSpark() {
        assertThat(hashes(table(KINDS))).isEqualTo(bySpark(table(KINDS))).doesNotHaveDuplicates();
    }

    @Test
    void isThatOfSparkHoweverTheRowsAreRead() throws IOException {
        String path = directory.resolve("rows.parquet").toString();
        String[] kept = java.util.Arrays.copyOf(KINDS, KINDS.length - 1);
        table(kept).coalesce(1).write().parquet(path);
        Dataset<Row> stored = spark.read().parquet(path);
        assertThat(hashes(stored)).isEqualTo(bySpark(stored)).doesNotHaveDuplicates();
        // So many columns Spark by itself does not read in batches.
        String[] many = java.util.stream.IntStream.range(0, 150).mapToObj(i -> "id * %d AS c%d".formatted(i, i))
                .toArray(String[]::new);
        table(many).coalesce(1).write().parquet(path + "-many");
        Dataset<Row> wide = spark.read().parquet(path + "-many");
        assertThat(hashes(wide)).isEqualTo(bySpark(wide)).doesNotHaveDuplicates();
    }

    @Test
    void mapsHaveNoOrderWhereverTheyAre() {
        String[] one = {"id", "NAMED_STRUCT('m', MAP('a', id, 'b', ARRAY(MAP(1, 'x', 2, NULL)))) AS deep"};
        String[] other = {"id", "NAMED_STRUCT('m', MAP('b', ARRAY(MAP(2, NULL, 1, 'x')), 'a', id)) AS deep"};
        one[1] = one[1].replace("'a', id, ", "'a', ARRAY(MAP(0, STRING(id))), ");
        other[1] = other[1].replace(", 'a', id", ", 'a', ARRAY(MAP(0, STRING(id)))");
        assertThat(hashes(table(one))).isEqualTo(hashes(table(other))).doesNotHaveDuplicates();
        // What they hold counts: without the number, only the map tells rows apart.
        assertThat(hashes(table(one[1]))).doesNotHaveDuplicates();
        assertThat(hashes(table("MAP('a', 1) AS m", "id"))).isEqualTo(hashes(table("MAP('b', 2) AS m", "id")));
    }

    @Test
    void rowsWithMapsWithinMapsAndArraysAreDivided() {
        String path = directory.resolve("maps.parquet").toString();
        spark.range(0, 60, 1, 1)
                .selectExpr(
                        "id % 2 AS y",
                        "id * 1.5D AS x",
                        "MAP('k', id) AS m",
                        "ARRAY(NAMED_STRUCT('m', MAP(id, STRING(id)))) AS deep",
                        "MAP(id, MAP('k', id)) AS mm")
                .write()
                .parquet(path);
        List<Row> rows = divide(Settings.of("parquet", path, "y").ignore("m", "deep", "mm"));
        assertThat(rows).hasSize(60);
        assertThat(part(rows, SplitPart.TRAINING)).hasSize(36);
    }

    @Test
    void anotherSeedOrdersOtherwise() {
        assertThat(hashes(table("id"), 8)).doesNotContainAnyElementsOf(hashes(table("id")));
    }
}
