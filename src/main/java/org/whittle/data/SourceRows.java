package org.whittle.data;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.types.StructType;

/**
 * A table's rows as Spark's reader has them, by the shortest way: no object is made of a number, and no code is generated for
 * each column, so that a table may have a hundred thousand of them.
 *
 * @param rows valid only until the next one is asked for
 * @param schema of the rows
 */
record SourceRows(JavaRDD<InternalRow> rows, StructType schema) {

    /** All columns. */
    static SourceRows of(Dataset<Row> table) {
        return new SourceRows(rows(table), table.schema());
    }

    /** Some of the columns, in the table's order. */
    static SourceRows of(Dataset<Row> table, Collection<String> used) {
        List<String> kept = Stream.of(table.columns()).filter(used::contains).toList();
        return of(kept.size() == table.columns().length ? table
                : table.select(kept.stream().map(InputColumn::column).toArray(Column[]::new)));
    }

    /** Rows straight from the reader of files, if nothing stands between; otherwise what the plan makes of them. */
    private static JavaRDD<InternalRow> rows(Dataset<Row> table) {
        SparkPlan plan = table.queryExecution().executedPlan();
        if (plan instanceof WholeStageCodegenExec stage) {
            plan = stage.child();
        }
        if (plan instanceof ColumnarToRowExec conversion) {
            plan = conversion.child();
        }
        if (plan instanceof InputAdapter adapter) {
            plan = adapter.child();
        }
        if (plan instanceof FileSourceScanExec scan) {
            ReadWatch watch = ReadWatch.on(table.sparkSession().sparkContext());
            return scan.supportsColumnar()
                    ? scan.executeColumnar().toJavaRDD().mapPartitions(batches -> new EachRow(watch.watched(batches)))
                    : scan.inputRDD().toJavaRDD().mapPartitions(watch::watched);
        }
        RDD<InternalRow> rows = table.queryExecution().toRdd();
        return rows.toJavaRDD();
    }
}
