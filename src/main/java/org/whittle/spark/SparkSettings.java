package org.whittle.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;

/**
 * What a study needs of Spark beyond its defaults. To be applied before the context is started; what the user has set
 * stays.
 */
public final class SparkSettings {

    /** Settings by Spark's name, with the reason for each. */
    private static final Map<String, String> DEFAULTS;

    static {
        Map<String, String> defaults = new LinkedHashMap<>();
        // Concurrent brackets share the slots evenly. With FIFO, a bracket's next rung would wait until all that was
        // submitted before it has started, and the longest ladder would be left over for the end: in a simulation of
        // Hyperband (R = 27 and 81, η = 3, 2 to 32 slots) slots were used up to 5 % better, and never worse.
        defaults.put("spark.scheduler.mode", "FAIR");
        // Partitions depend on the data, never on the number of cores: sums of floating-point numbers depend on them.
        defaults.put("spark.sql.shuffle.partitions", "32");
        defaults.put("spark.sql.files.minPartitionNum", "32");
        defaults.put("spark.sql.leafNodeDefaultParallelism", "4");
        defaults.put("spark.sql.adaptive.coalescePartitions.parallelismFirst", "false");
        // One thread a trial: cores are shared out by Spark, and sums do not depend on how many there are.
        defaults.put("spark.executorEnv.OMP_NUM_THREADS", "1");
        // As the launcher has it: what a step gives back is kept for the next, and not returned to the system.
        defaults.put("spark.executorEnv.MALLOC_TRIM_THRESHOLD_", "268435456");
        defaults.put("spark.executorEnv.MALLOC_MMAP_THRESHOLD_", "33554432");
        // PyTorch's own default, whatever an image's environment says; device.tf32 says otherwise.
        defaults.put("spark.executorEnv.TORCH_ALLOW_TF32_CUBLAS_OVERRIDE", "0");
        DEFAULTS = Collections.unmodifiableMap(defaults);
    }

    /** Java options of every JVM that trains: one thread a trial, nothing downloaded. */
    private static final Map<String, String> ENGINE = Map.of(
            "ai.djl.pytorch.num_threads", "1",
            "ai.djl.pytorch.num_interop_threads", "1",
            "ai.djl.offline", "true");

    private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

    private static final String EXCLUDE = "spark.excludeOnFailure.enabled";

    private static final String FAILURES = "spark.task.maxFailures";

    /** Of a task: when half of them were lost to a bad node, as many are left elsewhere as are Spark's default. */
    private static final int ATTEMPTS = 8;

    /** Pool of the fair scheduler for what follows the search. */
    static final String FINAL_POOL = "final";

    private SparkSettings() {
    }

    /** Adds what is not set. */
    public static void applyTo(SparkConf conf) {
        DEFAULTS.forEach(conf::setIfMissing);
        if (conf.get("spark.master", "").startsWith("local")) {
            // Spark ends the JVM of a task whose memory did not suffice; here that is the driver, which has things to
            // say.
            conf.setIfMissing("spark.executor.killOnFatalError.depth", "0");
        }
        if (conf.contains("spark.task.resource.gpu.amount") || !conf.get("spark.master", "local").startsWith("local")) {
            avoidBadNodes(conf);
        }
        String users = conf.get(EXECUTOR_OPTIONS, "");
        List<String> options = new ArrayList<>();
        ENGINE.keySet().stream().sorted().filter(key -> !users.contains("-D" + key + "="))
                .forEach(key -> options.add("-D%s=%s".formatted(key, ENGINE.get(key))));
        if (!users.isBlank()) {
            options.add(users);
        }
        conf.set(EXECUTOR_OPTIONS, String.join(" ", options));
    }

    /**
     * Training that fails is an outcome; a task fails with its node, and goes elsewhere, so that a bad node ends no
     * study. A process whose device failed has lost its CUDA context for good.
     */
    private static void avoidBadNodes(SparkConf conf) {
        if (conf.contains(EXCLUDE)) {
            return;
        }
        conf.setIfMissing(FAILURES, Integer.toString(ATTEMPTS));
        int attempts = conf.getInt(FAILURES, ATTEMPTS);
        if (attempts < 2) {
            return;
        }
        conf.set(EXCLUDE, "true");
        conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerExecutor", "2");
        // Below the attempts, or Spark does not start.
        conf.setIfMissing("spark.excludeOnFailure.task.maxTaskAttemptsPerNode", Integer.toString(attempts / 2));
        // By Spark's default of two, one hiccup of the storage could rule out all executors of a small cluster.
        for (String scope : new String[] {"stage", "application"}) {
            conf.setIfMissing("spark.excludeOnFailure.%s.maxFailedTasksPerExecutor".formatted(scope),
                    Integer.toString(ATTEMPTS));
        }
    }

    /** Those of them that belong to a session of Spark's SQL, by Spark's names. */
    public static Map<String, String> ofSessions() {
        Map<String, String> settings = new LinkedHashMap<>(DEFAULTS);
        settings.keySet().removeIf(name -> !name.startsWith("spark.sql."));
        return settings;
    }

    /** Gives this JVM the executors' Java options, as far as they are not set. To be called before it trains. */
    public static void applyToThisJvm() {
        ENGINE.forEach((key, value) -> {
            if (System.getProperty(key) == null) {
                System.setProperty(key, value);
            }
        });
    }

    // Between equals, the fair scheduler takes the first by name.
    static String pool(int bracket) {
        return "bracket %05d".formatted(bracket);
    }
}
