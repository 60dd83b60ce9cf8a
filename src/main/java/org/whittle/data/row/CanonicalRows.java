package org.whittle.data.row;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.whittle.data.column.Columns;
import org.whittle.data.column.SplitPart;
import org.whittle.data.source.Source;
import org.whittle.data.source.SourceBlock;
import org.whittle.data.source.SourceRows;
import org.whittle.random.RandomStream;
import org.whittle.score.column.InputColumn;
import scala.Tuple2;
import scala.reflect.ClassTag$;

/**
 * The used columns of all rows in one canonical order.
 *
 * <p>Rows are ordered by a hash of their content keyed with the study's seed, so that neither the files' order nor
 * Spark's partitions matter. Rows of one content are interchangeable. They lie in as many partitions as the table's
 * size asks for, each with the rows of a range of hashes: what is summed partition by partition, and then over
 * partitions, is the same on any cluster, and a table that comes in one piece is worked on by all cores from here on.
 */
public final class CanonicalRows {

    /**
     * The one stratum of rows that are not divided by class. A class of this name does not occur: it is no label's
     * text.
     */
    public static final String ALL = "\u0000";
    /** About what a partition holds: enough to be worth a task, little beside a task's memory. */
    static final long PARTITION_BYTES = 32L << 20;
    /** About what is sent on at a time: little enough to stay in a processor's cache, and to be gone when it was. */
    private static final long PIECE_BYTES = 256L << 10;
    /** Rows that wait to be sent on, of one task. */
    private static final long PENDING_BYTES = 64L << 20;
    private static final int MOST_PARTITIONS = 4096;

    private final Columns columns;
    private final boolean labelledOnly;
    private final RandomStream random;
    private final int partitions;
    /** Name of the column whose rows of one value stay together, or none. */
    private final Optional<String> group;
    /** By which rows are ordered, or none. */
    private final Optional<TimeAxis> time;

    /**
     * @param labelledOnly whether rows without a label are left out
     * @param rows of all tables together: with the columns, they decide the number of partitions
     */
    public static CanonicalRows of(Columns columns, boolean labelledOnly, long seed, long rows) {
        long bytes = Math.multiplyExact(rows, new RowLayout(columns).bytes());
        return new CanonicalRows(columns, labelledOnly, seed,
                (int) Math.max(1, Math.min(MOST_PARTITIONS, (bytes + PARTITION_BYTES - 1) / PARTITION_BYTES)));
    }

    public CanonicalRows(Columns columns, boolean labelledOnly, long seed, int partitions) {
        this(
                columns,
                labelledOnly,
                RandomStream.ofSeed(seed).child("split"),
                partitions,
                Optional.empty(),
                Optional.empty());
    }

    private CanonicalRows(Columns columns, boolean labelledOnly, RandomStream random, int partitions,
                          Optional<String> group, Optional<TimeAxis> time) {
        this.columns = columns;
        this.labelledOnly = labelledOnly;
        this.random = random;
        this.partitions = partitions;
        this.group = group;
        this.time = time;
    }

    /** Rows of one value of a column side by side: see {@link GroupSplit}. */
    public CanonicalRows inGroups(Optional<String> column) {
        return new CanonicalRows(columns, labelledOnly, random, partitions, column, time);
    }

    /** Rows in the order of their times: see {@link TimeSplit}. */
    public CanonicalRows inOrderOf(Optional<TimeAxis> axis) {
        return new CanonicalRows(columns, labelledOnly, random, partitions, group, axis);
    }

    /** One table, whose rows are in no part yet. */
    public JavaRDD<RowBlock> of(Source source) {
        return gathered(List.of(keyed(source, false, Map.of())));
    }

    /**
     * One table that is divided by the values of its split column.
     *
     * @param parts by the column's values
     */
    public JavaRDD<RowBlock> byColumn(Source source, Map<String, SplitPart> parts) {
        return gathered(List.of(keyed(source, false, parts)));
    }

    /** Tables put together, each of one part. */
    public JavaRDD<RowBlock> bySource(List<Source> sources) {
        return gathered(sources.stream().map(source -> keyed(source, true, Map.of())).toList());
    }

    /** @param usedOnly whether the other columns are left out of the hash: not every table need have them */
    private JavaPairRDD<Integer, byte[]> keyed(Source source, boolean usedOnly, Map<String, SplitPart> parts) {
        List<String> used = new ArrayList<>(columns.used().map(InputColumn::source).toList());
        columns.split().ifPresent(used::add);
        columns.weight().ifPresent(used::add);
        Dataset<Row> table = usedOnly ? SourceRows.select(source.table(), used) : source.table();
        SourceRows rows = SourceRows.of(table, Math.max(table.columns().length, new RowLayout(columns).numbers()));
        StructType schema = rows.schema();
        Set<String> counted = new HashSet<>(used);
        List<StructField> fields = Stream.of(schema.fields())
                .filter(field -> !usedOnly || counted.contains(field.name()))
                .toList();
        RowHash groups = group.map(name -> new RowHash(schema, List.of(schema.apply(name)),
                random.child("group").seed())).orElse(null);
        RowReader reader = new RowReader(schema, columns, new RowHash(schema, fields, random.child("key").seed()),
                groups, time, labelledOnly, parts, source.part());
        int ranges = partitions;
        return rows.blocks().mapPartitionsToPair(partition -> new Sent(partition, reader, ranges));
    }

    private JavaRDD<RowBlock> gathered(List<JavaPairRDD<Integer, byte[]>> sources) {
        JavaPairRDD<Integer, byte[]> all = sources.stream().reduce(JavaPairRDD::union).orElseThrow();
        ShuffledRDD<Integer, byte[], byte[]> shuffled = new ShuffledRDD<>(all.rdd(), new ByRange(partitions),
                ClassTag$.MODULE$.apply(Integer.class), ClassTag$.MODULE$.apply(byte[].class),
                ClassTag$.MODULE$.apply(byte[].class));
        RowLayout layout = new RowLayout(columns);
        return shuffled.setSerializer(new SentRows()).toJavaRDD().mapPartitions(received -> {
            List<byte[]> blocks = new ArrayList<>();
            received.forEachRemaining(block -> blocks.add(block._2()));
            return List.of(RowBlockBuilder.decode(layout, blocks)).iterator();
        });
    }

    /** Sends each row to the partition of its range, many at a time. */
    private static final class Sent implements Iterator<Tuple2<Integer, byte[]>> {

        private final Iterator<SourceBlock> blocks;
        private final RowReader reader;
        private final RowReader.Rows rows;
        private final RowBlockBuilder[] pending;
        /** Of a piece. */
        private final long mostRows;
        private final List<Tuple2<Integer, byte[]>> ready = new ArrayList<>();

        Sent(Iterator<SourceBlock> blocks, RowReader reader, int ranges) {
            this.blocks = blocks;
            this.reader = reader;
            this.rows = reader.rows();
            this.pending = new RowBlockBuilder[ranges];
            this.mostRows = Math.max(1, Math.min(PIECE_BYTES, PENDING_BYTES / ranges) / reader.layout().bytes());
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && blocks.hasNext()) {
                fill();
            }
            return !ready.isEmpty();
        }

        @Override
        public Tuple2<Integer, byte[]> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove(ready.size() - 1);
        }

        private void fill() {
            rows.read(blocks.next());
            for (int row = 0; row < rows.count(); row++) {
                int range = range(rows.key(row), pending.length);
                if (pending[range] == null) {
                    pending[range] = new RowBlockBuilder(reader.layout());
                }
                rows.add(row, pending[range]);
                if (pending[range].rows() >= mostRows) {
                    send(range);
                }
            }
            int last = blocks.hasNext() ? 0 : pending.length;
            for (int range = 0; range < last; range++) {
                if (pending[range] != null && pending[range].rows() > 0) {
                    send(range);
                }
            }
        }

        private void send(int range) {
            ready.add(new Tuple2<>(range, pending[range].encode()));
            pending[range].clear();
        }
    }

    /** Ranges of one size, in the order of the keys. */
    public static int range(long key, int ranges) {
        long positive = (key ^ Long.MIN_VALUE) >>> 33;
        return (int) (positive * ranges >>> 31);
    }

    /** Keys are ranges already. */
    private static final class ByRange extends Partitioner {
        private static final long serialVersionUID = 1L;
        private final int ranges;

        ByRange(int ranges) {
            this.ranges = ranges;
        }

        @Override
        public int numPartitions() {
            return ranges;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByRange same && same.ranges == ranges;
        }

        @Override
        public int hashCode() {
            return ranges;
        }
    }
}
