package org.whittle.app;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.hocon.ResolvedSettings;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.spark.SparkSettings;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.work.Fault;
import org.whittle.work.FileStore;

/** Starts Spark; what {@code spark-submit} was given comes first, then the study file, then Whittle's defaults. */
final class SparkStart {

    private static final String REDACTION = "spark.redaction.regex";

    private SparkStart() {
    }

    /** The configuration of a study. */
    static SparkConf configuration(StudySpec spec, String master) {
        return configuration(spec.spark(), spec.resolved(), master);
    }

    /**
     * The configuration of a study, sound or not.
     *
     * @param settings by Spark's names
     * @param resolved as {@link StudySpec#resolved} has them
     * @param master from the command line; {@code null} to leave it to {@code spark-submit}
     */
    static SparkConf configuration(SortedMap<String, String> settings, SortedMap<String, String> resolved, String master) {
        SparkConf conf = configuration(settings, master);
        SortedSet<String> secret = ResolvedSettings.notKept(resolved, "spark");
        if (!secret.isEmpty()) {
            // What came from the environment is not to be seen in Spark's own page and logs either.
            String names = secret.stream().map(name -> Pattern.quote("spark." + name)).collect(Collectors.joining("|", "^(", ")$"));
            conf.set(REDACTION, conf.get(REDACTION, "(?i)secret|password|token|access[.]?key") + "|" + names);
        }
        return conf;
    }

    /**
     * @param settings by Spark's names
     * @param master from the command line; {@code null} to leave it to {@code spark-submit}
     */
    static SparkConf configuration(SortedMap<String, String> settings, String master) {
        SparkConf conf = new SparkConf();
        if (master != null) {
            conf.set("spark.master", master);
        }
        settings.forEach(conf::setIfMissing);
        SparkSettings.applyTo(conf);
        return conf;
    }

    /**
     * Spark for a command.
     *
     * @param ours whether the command started it; a session that was there before is left running
     */
    record Session(SparkSession spark, boolean ours) implements AutoCloseable {
        @Override
        public void close() {
            if (ours) {
                spark.stop();
            }
        }
    }

    /** The session of this JVM; a new one if there is none. */
    static Session session(SparkConf conf, String name) {
        SparkSettings.applyToThisJvm();
        boolean running = SparkSession.getDefaultSession().exists(spark -> !spark.sparkContext().isStopped());
        try {
            return new Session(SparkSession.builder().config(conf).appName(name).getOrCreate(), !running);
        } catch (Exception e) {
            // Scala throws checked exceptions unannounced. What is no fault of the cluster's is a setting that Spark refuses.
            if (Fault.of(e).certain()) {
                throw InfrastructureException.of("Spark does not start", e);
            }
            throw new InvalidInputException("Spark does not start: %s; mend spark { } of the study file, --master, or what "
                    .formatted(Fault.line(e)) + "spark-submit is given");
        }
    }

    /** The files of a study, by the Hadoop settings that Spark has: usable before Spark is started. */
    static FileStore files(SparkConf conf, String directory) {
        return new HadoopFileStore(directory, HadoopFileStore.settings(SparkHadoopUtil.get().newConfiguration(conf)));
    }
}
