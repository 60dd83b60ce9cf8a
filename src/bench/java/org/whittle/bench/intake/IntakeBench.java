package org.whittle.bench.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.whittle.bench.Figures;
import org.whittle.config.StudyFile;
import org.whittle.data.DataPreparer;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.StudySpec;

/**
 * What it costs to turn a table into tensors: checked, divided, scaled, written. The yardstick is Spark itself, reading
 * the same table and summing every column, in the same process, in turns after some that warm it up; what counts is the
 * process's CPU time, the garbage collector's included, without what its compilers take.
 */
public final class IntakeBench {

    /** The most that preparation may take, in times of Spark's. */
    private static final double BOUND = 3;
    private static final int WARM_UP = 5;
    private static final int TURNS = 7;
    private static final int FEW_TURNS = 3;
    /** Columns beyond which Spark sums some at a time. */
    private static final int WIDE = 1000;
    /** As many as Spark generates one piece of code for. */
    private static final int SUMS_AT_A_TIME = 100;
    /** Bytes that ten times the rows may send, and leave, more. */
    private static final long MORE_SENT = 2 << 20;
    private static final long MORE_LIVE = 16 << 20;

    private final SparkSession spark;
    private final Path scratch;
    private final AtomicLong results = new AtomicLong();
    private final Figures figures = new Figures();

    private IntakeBench(SparkSession spark, Path scratch) {
        this.spark = spark;
        this.scratch = scratch;
        spark.sparkContext().addSparkListener(new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                if (end.taskMetrics() != null) {
                    results.addAndGet(end.taskMetrics().resultSize());
                }
            }
        });
    }

    /**
     * @param arguments a directory for tables, the folder for the figures, and names of tables if not all are wanted
     */
    public static void main(String[] arguments) throws IOException {
        Path scratch = Path.of(arguments[0]);
        List<String> wanted = List.of(arguments).subList(2, arguments.length);
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .appName("intake")
                .config("spark.ui.enabled", "false")
                .config("spark.log.level", "ERROR")
                .config("spark.local.dir", scratch.toString())
                .config("spark.sql.shuffle.partitions", "2")
                .getOrCreate();
        IntakeBench bench = new IntakeBench(spark, scratch);
        System.out.printf(
                Locale.ROOT,
                "%-28s %12s %12s %8s   (CPU seconds without the compilers', medians)%n",
                "table",
                "Spark's sums",
                "preparation",
                "ratio");
        for (GeneratedTable table : GeneratedTable.MEASURED) {
            if (wanted.isEmpty() || wanted.contains(table.name())) {
                bench.compare(table);
            }
        }
        for (GeneratedTable table : GeneratedTable.WORKING) {
            if (wanted.isEmpty() || wanted.contains(table.name())) {
                bench.works(table);
            }
        }
        if (wanted.isEmpty() || wanted.contains("heap")) {
            bench.heap();
        }
        bench.figures.finish("intake", Path.of(arguments[1]));
        spark.stop();
    }

    private void compare(GeneratedTable table) throws IOException {
        Path path = table.write(scratch);
        // Of many columns Spark makes much code, and compiles it for minutes: that counts apart.
        boolean many = table.columns() > SUMS_AT_A_TIME;
        boolean wide = table.columns() > WIDE;
        int warm = wide ? 0 : many ? 1 : WARM_UP;
        int turns = wide ? 1 : many ? FEW_TURNS : TURNS;
        double[] sums = new double[turns];
        double[] preparations = new double[turns];
        double[] ratios = new double[turns];
        double compilers = 0;
        for (int turn = -warm; turn < turns; turn++) {
            CpuTime sum = CpuTime.of(() -> sum(path));
            CpuTime preparation = CpuTime.of(() -> prepare(table, path));
            if (turn >= 0) {
                sums[turn] = sum.work();
                preparations[turn] = preparation.work();
                ratios[turn] = preparation.work() / sum.work();
                compilers += (sum.compilers() + preparation.compilers()) / turns;
            }
        }
        double ratio = CpuTime.median(preparations) / CpuTime.median(sums);
        System.out.printf(
                Locale.ROOT,
                "%-28s %12.2f %12.2f %8.2f   %d turn%s, each %.2f to %.2f; compilers %.2f a turn%s%n",
                table.name(),
                CpuTime.median(sums),
                CpuTime.median(preparations),
                ratio,
                turns,
                turns == 1 ? "" : "s",
                Arrays.stream(ratios).min().orElseThrow(),
                Arrays.stream(ratios).max().orElseThrow(),
                compilers,
                ratio <= BOUND ? "" : "   (more than %.0f)".formatted(BOUND));
        figures.add(table.name(), ratio, "times Spark's sums", Figures.NONE, BOUND, Figures.NONE);
        figures.add(table.name() + ", preparation", CpuTime.median(preparations), "CPU s", Figures.NONE, Figures.NONE,
                CpuTime.median(sums));
        figures.add(table.name() + ", compilers", compilers, "CPU s");
    }

    private void works(GeneratedTable table) throws IOException {
        Path path = table.write(scratch);
        double seconds = Double.NaN;
        String why = "";
        try {
            CpuTime time = CpuTime.of(() -> prepare(table, path));
            seconds = time.work() + time.compilers();
        } catch (RuntimeException e) {
            why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
        System.out.printf(Locale.ROOT, "%-28s %12s %12.2f %8s   %s%n", table.name(), "-", seconds, "-",
                why.isEmpty() ? "works (cold)" : "FAILS: " + why);
        figures.add(table.name() + " works", why.isEmpty());
        figures.add(table.name() + ", preparation (cold)", seconds, "CPU s");
    }

    /** What reaches the driver, and what stays there, for ten times the rows. */
    private void heap() throws IOException {
        long[] sent = new long[2];
        long[] live = new long[2];
        for (int i = 0; i < 2; i++) {
            GeneratedTable table = GeneratedTable.ROWS.get(i);
            Path path = table.write(scratch);
            prepare(table, path);
            results.set(0);
            prepare(table, path);
            sent[i] = results.get();
            live[i] = liveBytes();
        }
        // Ten times the rows have more partitions, each with a result of a fixed size.
        boolean flat = sent[1] - sent[0] < MORE_SENT && live[1] - live[0] < MORE_LIVE;
        System.out.printf(
                Locale.ROOT,
                "driver, %s to %s rows: results of tasks %.0f to %.0f KiB, heap after it %.1f to %.1f MiB%s%n",
                GeneratedTable.ROWS.get(0).rows(),
                GeneratedTable.ROWS.get(1).rows(),
                sent[0] / 1024.0,
                sent[1] / 1024.0,
                live[0] / 1048576.0,
                live[1] / 1048576.0,
                flat ? "" : "   (grows)");
        figures.add("more results of tasks for ten times the rows", sent[1] - sent[0], "bytes", Figures.NONE, MORE_SENT,
                Figures.NONE);
        figures.add("more heap for ten times the rows", live[1] - live[0], "bytes", Figures.NONE, MORE_LIVE,
                Figures.NONE);
    }

    /** Of 20,000 columns in one query Spark makes a plan for minutes: some at a time is a yardstick that is harder. */
    private void sum(Path path) {
        Dataset<Row> table = spark.read().parquet(path.toString());
        String[] columns = table.columns();
        int most = columns.length > WIDE ? SUMS_AT_A_TIME : columns.length;
        for (int from = 0; from < columns.length; from += most) {
            Column[] sums = Arrays.stream(columns, from, Math.min(columns.length, from + most))
                    .map(name -> functions.sum(functions.col(name)))
                    .toArray(Column[]::new);
            if (table.select(sums).head().isNullAt(0)) {
                throw new IllegalStateException("There is no sum");
            }
        }
    }

    private void prepare(GeneratedTable table, Path path) {
        StudySpec spec = StudyFile.read(table.study(scratch, path).toString(), List.of());
        new DataPreparer(spark, new HadoopFileStore(scratch.resolve("study").toString(), Map.of()))
                .prepare(spec.data(), spec.seed(), step -> { }, () -> { });
    }

    private static long liveBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
