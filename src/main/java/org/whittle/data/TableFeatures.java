package org.whittle.data;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.row.FeatureReader;
import org.whittle.data.row.RowBlock;
import org.whittle.data.row.RowLayout;
import org.whittle.data.source.LocalTable;
import org.whittle.data.source.SourceBlock;
import org.whittle.data.source.SourceRows;
import org.whittle.score.column.InputColumn;
import org.whittle.score.step.Features;

/**
 * The features of a table's rows, made in one step however many columns there are.
 *
 * @param blocks of rows
 * @param schema of what is written of the rows
 * @param width features a row
 */
public record TableFeatures(JavaRDD<FeatureBlock> blocks, StructType schema, int width) {

    /** Rows in a block of a table of few columns; the more there are, the fewer rows. */
    private static final int CELLS_A_NUMBER = 128;

    /** Makes cells of the rows of a partition, block by block. */
    @FunctionalInterface
    public interface Cells extends Serializable {

        /**
         * Called in a task of Spark, once for a partition that has rows.
         *
         * @return the cells of each of a block's rows, as Spark holds them
         */
        Function<FeatureBlock, Object[][]> begin() throws Exception;
    }

    static TableFeatures of(LaterTable table, Features features, List<InputColumn> inputs) {
        RowLayout layout = new RowLayout(inputs);
        FeatureReader reader = new FeatureReader(table.values().schema(), layout);
        int columns = columns(table.values().schema(), layout);
        SourceRows values = SourceRows.of(table.values(), columns);
        Made made = new Made(features, reader, layout);
        if (!table.apart()) {
            return new TableFeatures(values.blocks().mapPartitions(blocks -> made.of(blocks, null)), values.schema(),
                    features.width());
        }
        SourceRows written = SourceRows.of(table.written(), columns);
        return new TableFeatures(values.blocks().zipPartitions(written.blocks(), made::of), written.schema(),
                features.width());
    }

    /** The same of rows that this thread reads. */
    static Iterator<FeatureBlock> of(LocalTable values, LocalTable written, Features features,
                                     List<InputColumn> inputs) {
        RowLayout layout = new RowLayout(inputs);
        Made made = new Made(features, new FeatureReader(values.schema(), layout), layout);
        int columns = columns(values.schema(), layout);
        return made.of(values.blocks(columns), written == values ? null : written.blocks(columns));
    }

    private static int columns(StructType schema, RowLayout layout) {
        return Math.max(schema.size(), layout.numbers()) / CELLS_A_NUMBER;
    }

    /** The features of each row, in the order of the rows. */
    public JavaRDD<double[]> features() {
        return blocks.flatMap(block -> IntStream.range(0, block.rows()).mapToObj(block::features).iterator());
    }

    /**
     * The table with columns added to what is written of its rows.
     *
     * @param cells of these columns
     */
    public Dataset<Row> with(SparkSession spark, List<StructField> added, Cells cells) {
        StructType all = new StructType(Stream.concat(Stream.of(schema.fields()), added.stream())
                .toArray(StructField[]::new));
        return spark.internalCreateDataFrame(blocks.mapPartitions(each -> joined(each, cells)).rdd(), all, false);
    }

    private static Iterator<InternalRow> joined(Iterator<FeatureBlock> blocks, Cells cells) throws Exception {
        Function<FeatureBlock, Object[][]> added = blocks.hasNext() ? cells.begin() : block -> new Object[0][];
        return new Iterator<>() {
            private FeatureBlock block;
            private Object[][] own = new Object[0][];
            private int next;

            @Override
            public boolean hasNext() {
                return next < own.length || blocks.hasNext();
            }

            @Override
            public InternalRow next() {
                if (next == own.length) {
                    block = blocks.next();
                    own = added.apply(block);
                    next = 0;
                }
                return new JoinedRow(block.written(next), new GenericInternalRow(own[next++]));
            }
        };
    }

    private record Made(Features features, FeatureReader reader, RowLayout layout) implements Serializable {

        /** @param written as many blocks, of as many rows each; {@code null}: the same */
        Iterator<FeatureBlock> of(Iterator<SourceBlock> values, Iterator<SourceBlock> written) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return values.hasNext();
                }

                @Override
                public FeatureBlock next() {
                    SourceBlock block = values.next();
                    SourceBlock own = written == null ? block : written.hasNext() ? written.next() : null;
                    if (own == null || own.rows() != block.rows()) {
                        throw new IllegalStateException("A table has other rows when it is read again");
                    }
                    return new FeatureBlock(features, read(block), own);
                }
            };
        }

        private RowBlock read(SourceBlock block) {
            double[] numbers = new double[Math.multiplyExact(block.rows(), layout.numbers())];
            String[] texts = new String[Math.multiplyExact(block.rows(), layout.texts())];
            for (int column = 0; column < layout.columns().size(); column++) {
                reader.read(block, column, numbers, texts);
            }
            return new RowBlock(layout, block.rows(), new long[0], numbers, texts, new byte[0]);
        }
    }
}
