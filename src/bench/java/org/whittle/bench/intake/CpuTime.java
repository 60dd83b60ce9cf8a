package org.whittle.bench.intake;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * CPU time of this process, in seconds.
 *
 * @param work of all threads but the compilers': the program's, and the garbage collector's
 * @param compilers of the threads that compile, which a process does for some minutes and then no more; 0 where the
 *     system does not tell them apart, as only Linux does
 */
record CpuTime(double work, double compilers) {

    private static final Path TASKS = Path.of("/proc/self/task");
    /** Linux tells times in these, whatever its kernel counts in. */
    private static final double TICKS_A_SECOND = 100;
    /** Among what stands behind a thread's name: its time in user mode, and in the kernel, follow. */
    private static final int TIMES = 11;

    static CpuTime now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double compilers = compiling();
        return new CpuTime(system.getProcessCpuTime() / 1e9 - compilers, compilers);
    }

    static CpuTime of(Runnable work) {
        CpuTime before = now();
        work.run();
        CpuTime after = now();
        return new CpuTime(after.work - before.work, after.compilers - before.compilers);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** They are as many from first to last: the JVM runs with -XX:-UseDynamicNumberOfCompilerThreads. */
    private static double compiling() {
        if (!Files.isDirectory(TASKS)) {
            return 0;
        }
        double ticks = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(TASKS)) {
            for (Path thread : threads) {
                String stat;
                try {
                    stat = Files.readString(thread.resolve("stat"));
                } catch (IOException ended) {
                    continue;
                }
                int name = stat.lastIndexOf(')');
                if (stat.substring(0, name).matches(".*\\(C[12] Compiler.*")) {
                    String[] fields = stat.substring(name + 2).split(" ");
                    ticks += Long.parseLong(fields[TIMES]) + Long.parseLong(fields[TIMES + 1]);
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return ticks / TICKS_A_SECOND;
    }
}
