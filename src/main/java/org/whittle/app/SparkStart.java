package org.whittle.app;

import java.util.SortedMap;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.spark.SparkSettings;
import org.whittle.trial.FileStore;

/** Starts Spark; what {@code spark-submit} was given comes first, then the study file, then Whittle's defaults. */
final class SparkStart {

    private SparkStart() {
    }

    /**
     * @param settings of the study file, by Spark's names
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

    /** A session of this application. */
    static SparkSession session(SparkConf conf, String name) {
        SparkSettings.applyToThisJvm();
        return SparkSession.builder().config(conf).appName(name).getOrCreate();
    }

    /** The files of a study, by the Hadoop settings that Spark has: usable before Spark is started. */
    static FileStore files(SparkConf conf, String directory) {
        return new HadoopFileStore(directory, HadoopFileStore.settings(SparkHadoopUtil.get().newConfiguration(conf)));
    }
}
