package org.whittle.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.whittle.work.Machine;
import picocli.CommandLine.IVersionProvider;

/** Versions of all that takes part in a study. */
final class Versions {

    private Versions() {
    }

    /** By the build: whittle, djl, pytorch and spark (compiled against); and the running java. */
    static SortedMap<String, String> ofBuild() {
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
        versions.putAll(Machine.facts());
        return versions;
    }

    /** The answer to {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            SortedMap<String, String> versions = ofBuild();
            return new String[] {"whittle " + versions.get("whittle"), "Spark %s, DJL %s, PyTorch %s, Java %s".formatted(
                    versions.get("spark"), versions.get("djl"), versions.get("pytorch"), versions.get("java"))};
        }
    }
}
