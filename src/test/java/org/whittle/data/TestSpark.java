package org.whittle.data;

import org.apache.spark.sql.SparkSession;

/** The Spark session that all tests of a JVM share. */
public final class TestSpark {

    private TestSpark() {
    }

    static SparkSession session() {
        return session("local[2]");
    }

    static SparkSession session(String master) {
        return SparkSession.builder().master(master).appName("tests").config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2").config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1").getOrCreate();
    }
}
