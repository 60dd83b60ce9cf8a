package org.whittle.run;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
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

    /** How Spark's name of a Hadoop setting begins. */
    private static final String HADOOP = "spark.hadoop.";

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
    static SparkConf configuration(
            SortedMap<String, String> settings, SortedMap<String, String> resolved, String master) {
        SparkConf conf = configuration(settings, master);
        SortedSet<String> secret = ResolvedSettings.notKept(resolved, "spark");
        if (!secret.isEmpty()) {
            // What came from the environment is not to be seen in Spark's own page and logs either.
            String names = secret.stream()
                    .map(name -> Pattern.quote("spark." + name))
                    .collect(Collectors.joining("|", "^(", ")$"));
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
     * What an application is called: as {@code spark-submit --name} says, in cluster mode too. Without it Spark calls
     * it by its class, or its jar.
     */
    static String name(SparkConf conf, String otherwise) {
        String given = conf.get("spark.app.name", "");
        boolean own = !given.isBlank() && !given.startsWith("org.whittle.") && !given.endsWith(".jar");
        return own ? given : otherwise;
    }

    /** How many use the session that was started here: a JVM has one context, which the last of them stops. */
    private static int users;

    /** Spark for a study or a command. */
    static final class Session implements AutoCloseable {

        private final SparkSession spark;
        private boolean used;

        private Session(SparkSession spark, boolean ours) {
            this.spark = spark;
            this.used = ours;
        }

        SparkSession spark() {
            return spark;
        }

        /**
         * Stops Spark if it was started here and nobody else uses it; a session that was there before is left running.
         */
        @Override
        @SuppressWarnings("LockOnNonEnclosingClassLiteral") // what guards users
        public void close() {
            synchronized (SparkStart.class) {
                if (used) {
                    used = false;
                    if (--users == 0) {
                        spark.stop();
                    }
                }
            }
        }
    }

    /** A session that somebody else started, and will stop. */
    static Session given(SparkSession spark) {
        SparkSettings.applyToThisJvm();
        return new Session(spark, false);
    }

    /** The session of this JVM; a new one if there is none. */
    static synchronized Session session(SparkConf conf, String name) {
        SparkSettings.applyToThisJvm();
        boolean running = SparkSession.getDefaultSession().exists(spark -> !spark.sparkContext().isStopped());
        users = running ? users : 0;
        boolean ours = !running || users > 0;
        try {
            Session session = new Session(SparkSession.builder().config(conf).appName(name).getOrCreate(), ours);
            users += ours ? 1 : 0;
            return session;
        } catch (Exception e) {
            // Scala throws checked exceptions unannounced. What is no fault of the cluster's is a setting that Spark
            // refuses.
            if (Fault.of(e).certain()) {
                throw InfrastructureException.of("Spark does not start", e);
            }
            throw new InvalidInputException(
                    "Spark does not start: %s; mend spark { } of the study file, --master, or what "
                                    .formatted(Fault.line(e))
                            + "spark-submit is given");
        }
    }

    /** The files of a study, by the Hadoop settings that Spark would have. */
    static FileStore files(String directory) {
        return new HadoopFileStore(directory, hadoopSettings());
    }

    /**
     * The Hadoop settings that Spark would have: what {@code spark-submit} was given is a system property. Without
     * Spark's classes, which take their time to load.
     */
    static Map<String, String> hadoopSettings() {
        Configuration hadoop = new Configuration();
        System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith(HADOOP)).sorted()
                .forEach(name -> hadoop.set(name.substring(HADOOP.length()), System.getProperty(name)));
        return HadoopFileStore.settings(hadoop);
    }

    /** The files of a study, by the Hadoop settings of a Spark that runs. */
    static HadoopFileStore files(SparkSession spark, String directory) {
        return new HadoopFileStore(directory, HadoopFileStore.settings(spark.sparkContext().hadoopConfiguration()));
    }

    /** The files of a study, by the Hadoop settings that Spark has: usable before Spark is started. */
    static HadoopFileStore files(SparkConf conf, String directory) {
        return new HadoopFileStore(directory, HadoopFileStore.settings(SparkHadoopUtil.get().newConfiguration(conf)));
    }
}
