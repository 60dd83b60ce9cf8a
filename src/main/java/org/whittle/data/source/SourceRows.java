package org.whittle.data.source;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.execution.ColumnarToRowExec;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.InputAdapter;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.WholeStageCodegenExec;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.whittle.data.column.ColumnTypes;
import scala.Function1;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A table's rows as Spark's reader has them, by the shortest way: no object is made of a number, and no code is
 * generated for each column, so that a table may have a hundred thousand of them.
 *
 * @param blocks of rows, each valid only until the next one is asked for
 * @param schema of the rows
 */
public record SourceRows(JavaRDD<SourceBlock> blocks, StructType schema) {

    /** Columns that are read at a time. */
    private static final int SLICE = 10_000;
    /** Columns that are not chosen one by one. */
    private static final int WIDE = 1000;
    /** About what a batch takes: Spark's own 4096 rows of 100,000 numbers would be 3 GiB. */
    private static final long BATCH_BYTES = 64L << 20;
    private static final List<String> BATCH_ROWS =
            List.of("spark.sql.parquet.columnarReaderBatchSize", "spark.sql.orc.columnarReaderBatchSize");

    /** All columns. */
    public static SourceRows of(Dataset<Row> table) {
        return of(table, table.columns().length);
    }

    /**
     * All columns.
     *
     * @param width of what is made of a row, in numbers: there are the fewer rows in a block
     */
    public static SourceRows of(Dataset<Row> table, int width) {
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
            // Rows straight from the reader of files, as nothing stands between.
            FileSourceScanExec batched = inBatches(scan, table.columns().length);
            ReadWatch watch = ReadWatch.on(table.sparkSession().sparkContext());
            return new SourceRows(
                    batched.supportsColumnar()
                            ? inSlices(batched)
                                    .mapPartitions(batches -> SourceBlock.ofBatches(watch.watched(batches), width))
                            : batched.inputRDD()
                                    .toJavaRDD()
                                    .mapPartitions(rows -> SourceBlock.ofRows(watch.watched(rows), width)),
                    table.schema());
        }
        JavaRDD<InternalRow> rows = table.queryExecution().toRdd().toJavaRDD();
        if (isRead(plan)) {
            ReadWatch watch = ReadWatch.on(table.sparkSession().sparkContext());
            return new SourceRows(
                    rows.mapPartitions(each -> SourceBlock.ofRows(watch.watched(each), width)), table.schema());
        }
        return new SourceRows(rows.mapPartitions(each -> SourceBlock.ofRows(each, width)), table.schema());
    }

    /**
     * Whether rows of files are at most chosen and changed on their way, and that by nothing that a user wrote: then
     * what a row takes is for the most part to read it.
     */
    private static boolean isRead(SparkPlan plan) {
        boolean known = plan instanceof FileSourceScanExec
                || plan instanceof ProjectExec
                || plan instanceof FilterExec
                || plan instanceof WholeStageCodegenExec
                || plan instanceof ColumnarToRowExec
                || plan instanceof InputAdapter;
        Function1<Expression, Object> own = expression -> expression instanceof UserDefinedExpression;
        return known && JavaConverters.seqAsJavaList(plan.expressions()).stream()
                .noneMatch(expression -> expression.exists(own))
                && JavaConverters.seqAsJavaList(plan.children()).stream().allMatch(SourceRows::isRead);
    }

    /** Some of the columns, in the table's order. */
    public static SourceRows of(Dataset<Row> table, Collection<String> used) {
        return of(select(table, used));
    }

    /**
     * A table of some of the columns, in the table's order, so that Spark's reader leaves the others out. It has the
     * others, too, if they are few: Spark plans an expression for each column that it chooses.
     */
    public static Dataset<Row> select(Dataset<Row> table, Collection<String> used) {
        Set<String> wanted = new HashSet<>(used);
        String[] columns = table.columns();
        List<String> kept = Stream.of(columns).filter(wanted::contains).toList();
        return kept.size() == columns.length || columns.length > WIDE && 2 * kept.size() > columns.length ? table
                : table.select(kept.stream().map(ColumnTypes::column).toArray(Column[]::new));
    }

    /**
     * The same scan in batches of columns, however many there are, and in smaller ones if there are many. Spark decides
     * about both by its session's settings; those of a session of its own can be changed for this scan alone.
     */
    private static FileSourceScanExec inBatches(FileSourceScanExec scan, int columns) {
        HadoopFsRelation relation = scan.relation();
        SQLConf own = relation.sparkSession().sessionState().conf();
        long rows = Math.max(1, BATCH_BYTES / (8L * columns));
        boolean large = rows < own.parquetVectorizedReaderBatchSize() || rows < own.orcVectorizedReaderBatchSize();
        if (!large && columns <= own.wholeStageMaxNumFields()) {
            return scan;
        }
        SparkSession session = relation.sparkSession().cloneSession();
        session.conf().set(SQLConf.WHOLESTAGE_MAX_NUM_FIELDS().key(), Integer.MAX_VALUE);
        for (String setting : BATCH_ROWS) {
            if (large && !own.contains(setting)) {
                session.conf().set(setting, rows);
            }
        }
        if (large && relation.fileFormat() instanceof ParquetFileFormat) {
            // Each task reads what the file says of its columns, once a slice: of 100,000 of them that takes seconds,
            // and a group of rows, which is read as a whole, is large as it is.
            session.conf().set(SQLConf.FILES_MIN_PARTITION_NUM().key(), 1);
        }
        return scan.copy(
                relation.copy(
                        relation.location(),
                        relation.partitionSchema(),
                        relation.dataSchema(),
                        relation.bucketSpec(),
                        relation.fileFormat(),
                        relation.options(),
                        session),
                scan.output(),
                scan.requiredSchema(),
                scan.partitionFilters(),
                scan.optionalBucketSet(),
                scan.optionalNumCoalescedBuckets(),
                scan.dataFilters(),
                scan.tableIdentifier(),
                scan.disableBucketedScan());
    }

    /**
     * Batches of all columns, some thousand of which are read at a time: for each column, Spark's reader of Parquet
     * goes once through all that it reads, which of 100,000 columns takes minutes.
     */
    private static JavaRDD<ColumnarBatch> inSlices(FileSourceScanExec scan) {
        StructField[] fields = scan.requiredSchema().fields();
        if (fields.length <= SLICE
                || !scan.relation().partitionSchema().isEmpty()
                || scan.output().size() != fields.length
                || !(scan.relation().fileFormat() instanceof ParquetFileFormat)) {
            return scan.executeColumnar().toJavaRDD();
        }
        JavaRDD<ColumnarBatch> all = null;
        for (int from = 0; from < fields.length; from += SLICE) {
            int to = Math.min(fields.length, from + SLICE);
            Seq<Attribute> output = scan.output().slice(from, to).toSeq();
            JavaRDD<ColumnarBatch> slice = scan.copy(
                            scan.relation(),
                            output,
                            new StructType(Arrays.copyOfRange(fields, from, to)),
                            scan.partitionFilters(),
                            scan.optionalBucketSet(),
                            scan.optionalNumCoalescedBuckets(),
                            scan.dataFilters(),
                            scan.tableIdentifier(),
                            scan.disableBucketedScan())
                    .executeColumnar()
                    .toJavaRDD();
            all = all == null ? slice : all.zipPartitions(slice, SourceRows::side);
        }
        return all;
    }

    /** Batches of the same rows, side by side. */
    private static Iterator<ColumnarBatch> side(Iterator<ColumnarBatch> left, Iterator<ColumnarBatch> right) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return left.hasNext();
            }

            @Override
            public ColumnarBatch next() {
                ColumnarBatch one = left.next();
                ColumnarBatch other = right.hasNext() ? right.next() : null;
                if (other == null || other.numRows() != one.numRows()) {
                    throw new IllegalStateException("Columns of one file have different numbers of rows");
                }
                ColumnVector[] columns = new ColumnVector[one.numCols() + other.numCols()];
                for (int i = 0; i < columns.length; i++) {
                    columns[i] = i < one.numCols() ? one.column(i) : other.column(i - one.numCols());
                }
                return new ColumnarBatch(columns, one.numRows());
            }
        };
    }
}
