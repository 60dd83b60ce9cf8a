package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.whittle.data.row.CanonicalRows;
import org.whittle.data.row.RowBlock;
import org.whittle.data.row.RowBlockBuilder;
import org.whittle.data.row.RowLayout;
import org.whittle.data.source.Source;
import org.whittle.study.DataSpec.Task;
import scala.reflect.ClassTag$;

/** One order and one division of rows, into however many partitions they come or go. */
class CanonicalRowsTest extends SparkTest {

    private static final String[] COLUMNS = {"id", "id % 3 AS y", "IF(id % 7 = 0, NULL, SIN(id) * 1e3) AS x",
        "CONCAT('t', id % 11) AS text", "id % 2 = 0 AS truth", "ARRAY(id * 0.5D, -id) AS v"};

    /** Label, columns and part of each row, in order, from a table in so many files and in so many ranges of hashes. */
    private List<List<Object>> divided(int files, int ranges, boolean stratified) {
        String path = directory.resolve("rows-%d-%d-%s".formatted(files, ranges, stratified)).toString();
        Dataset<Row> rows = spark.range(0, 900, 1, files).selectExpr(COLUMNS);
        (files > 1 ? rows.orderBy("x") : rows).repartition(files).write().parquet(path);
        Settings settings = Settings.of("parquet", path, "y").task(Task.CLASSIFICATION)
                .split(new org.whittle.study.DataSpec.Split.ByHash(0.6, 0.2, 0.2, stratified));
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        CanonicalRows canonical = new CanonicalRows(table.columns(), false, SEED, ranges);
        List<List<Object>> all = new ArrayList<>();
        rows(table, table.divided(canonical.of(table.sources().get(0)))).forEach(row -> {
            List<Object> cells = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                cells.add(row.get(i));
            }
            all.add(cells);
        });
        return all;
    }

    @Test
    void areTheSameInAnyNumberOfPartitions() {
        for (boolean stratified : new boolean[] {true, false}) {
            List<List<Object>> once = divided(1, 1, stratified);
            assertThat(once).hasSize(900);
            assertThat(divided(5, 4, stratified)).isEqualTo(once);
            assertThat(divided(2, 13, stratified)).isEqualTo(once);
        }
    }

    /** Rows so wide that few of them are sent on at a time, and a task sends many times. */
    @Test
    void areTheSameInAnyNumberOfPieces() {
        String path = directory.resolve("wide").toString();
        spark.range(0, 300, 1, 3).selectExpr("id", "id % 3 AS y", "CONCAT('t', id % 11) AS text",
                "TRANSFORM(SEQUENCE(1, 2000), i -> id * 0.5D + i) AS v").write().parquet(path);
        Settings settings = Settings.of("parquet", path, "y").task(Task.CLASSIFICATION);
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        List<List<RowBlock>> all = new ArrayList<>();
        for (int ranges : new int[] {1, 7}) {
            all.add(new CanonicalRows(table.columns(), false, SEED, ranges).of(table.sources().get(0)).collect());
        }
        RowBlock once = all.get(0).get(0);
        assertThat(once.rows()).isEqualTo(300);
        assertThat(once.keys()).isSorted().doesNotHaveDuplicates();
        int row = 0;
        for (RowBlock block : all.get(1)) {
            for (int i = 0; i < block.rows(); i++, row++) {
                RowBlock.Cursor cursor = block.cursor().at(i);
                // The id is left out: the text is column 0, the vector column 1.
                assertThat(cursor.vector(1)).isEqualTo(once.cursor().at(row).vector(1));
                assertThat(cursor.category(0)).isEqualTo(once.cursor().at(row).category(0));
                assertThat(block.label(i)).isEqualTo(once.label(row));
            }
        }
        assertThat(row).isEqualTo(300);
    }

    @Test
    void rangesFollowOneAnotherInTheOrderOfKeys() {
        long[] keys = LongStream.of(Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, 1, Long.MAX_VALUE / 2, Long.MAX_VALUE)
                .toArray();
        for (int ranges : new int[] {1, 2, 3, 7, 4096}) {
            int before = 0;
            for (long key : keys) {
                int range = CanonicalRows.range(key, ranges);
                assertThat(range).isBetween(before, ranges - 1);
                before = range;
            }
            assertThat(CanonicalRows.range(Long.MIN_VALUE, ranges)).isZero();
            assertThat(CanonicalRows.range(Long.MAX_VALUE, ranges)).isEqualTo(ranges - 1);
        }
    }

    @Test
    void rowsOfOneContentAreInterchangeableAndRowsOfOneKeyAreNot() {
        Settings settings = Settings.of("parquet", directory.resolve("few").toString(), "y");
        spark.range(0, 30, 1, 1).selectExpr("id % 2 AS y", "id % 11 AS x", "concat('t', id % 7) AS t").write()
                .parquet(directory.resolve("few").toString());
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        RowLayout layout = new RowLayout(table.columns());
        RowBlockBuilder one = new RowBlockBuilder(layout);
        RowBlockBuilder other = new RowBlockBuilder(layout);
        for (int i = 0; i < 100; i++) {
            add(one, i % 5, i);
            add(other, (99 - i) % 5, 99 - i);
        }
        RowBlock sorted = one.block().sorted();
        RowBlock decoded = RowBlockBuilder.decode(layout, List.of(other.encode())).sorted();
        assertThat(sorted.keys()).isSorted().isEqualTo(decoded.keys());
        assertThat(sorted.numbers()).isEqualTo(decoded.numbers());
        assertThat(sorted.texts()).isEqualTo(decoded.texts());
    }

    /** As a cluster may have it: kept rows that do not fit into memory go through it. */
    @Test
    void rowsPassThroughSparksKryo() {
        Settings settings = Settings.of("parquet", directory.resolve("kryo").toString(), "y");
        spark.range(0, 30, 1, 1).selectExpr("id % 2 AS y", "id % 11 AS x", "concat('t', id % 7) AS t").write()
                .parquet(directory.resolve("kryo").toString());
        CheckedTable table = CheckedTable.check(Source.open(spark, settings.spec()), settings.spec());
        RowBlockBuilder rows = new RowBlockBuilder(new RowLayout(table.columns()));
        for (int i = 0; i < 100; i++) {
            add(rows, i % 5, i);
        }
        RowBlock block = rows.block();
        SerializerInstance kryo = new KryoSerializer(spark.sparkContext().getConf()).newInstance();
        RowBlock arrived = kryo.deserialize(kryo.serialize(block, ClassTag$.MODULE$.apply(RowBlock.class)),
                ClassTag$.MODULE$.apply(RowBlock.class));
        assertThat(arrived.keys()).isEqualTo(block.keys());
        assertThat(arrived.numbers()).isEqualTo(block.numbers());
        assertThat(arrived.texts()).isEqualTo(block.texts());
    }

    /** @param i decides all that the row holds; every fifth text is missing */
    private static void add(RowBlockBuilder block, long key, int i) {
        block.add(key, (byte) 0, new double[] {i % 10 == 0 ? Double.NaN : i % 10}, 0,
                new String[] {Integer.toString(i % 2), i % 5 == 0 ? null : "é" + i % 20}, 0);
    }
}
