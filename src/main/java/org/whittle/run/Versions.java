package org.whittle.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.whittle.study.Warnings;
import org.whittle.train.program.ProgramGraph;
import org.whittle.work.Machine;

/** Versions of all that takes part in a study. */
public final class Versions {

    private Versions() {
    }

    /** By the build: whittle, djl, pytorch and spark (compiled against); and the running java. */
    public static SortedMap<String, String> ofBuild() {
        Properties built = new Properties();
        try (InputStream in = Versions.class.getResourceAsStream("/org/whittle/versions.properties")) {
            built.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SortedMap<String, String> versions = new TreeMap<>();
        built.stringPropertyNames().forEach(name -> versions.put(name, built.getProperty(name)));
        versions.put("java", System.getProperty("java.version"));
        return versions;
    }

    /** What takes part in a study: as built, but for the Spark that runs; and the driver's machine. */
    static SortedMap<String, String> running(SparkSession spark) {
        SortedMap<String, String> versions = ofBuild();
        versions.put("spark", spark.version());
        versions.put(Warnings.ENGINE, ProgramGraph.ENGINE);
        versions.putAll(Machine.facts());
        return versions;
    }
}
