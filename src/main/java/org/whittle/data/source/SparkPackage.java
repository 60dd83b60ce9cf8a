package org.whittle.data.source;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jars that Spark does not have of itself, and how to say which one is lacking. */
final class SparkPackage {

    /**
     * A source or a file system.
     *
     * @param name as in {@code data.format}, or the scheme of a path
     * @param packages what {@code --packages} takes, with {@code %s} for Spark's version or Hadoop's
     */
    private record Known(String name, String packages) {
    }

    private static final List<Known> SOURCES = List.of(
            new Known("delta", "io.delta:delta-spark_2.12:3.3.2"),
            new Known("iceberg", "org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:1.9.2"),
            new Known("hudi", "org.apache.hudi:hudi-spark3.5-bundle_2.12:1.0.2"),
            new Known("avro", "org.apache.spark:spark-avro_2.12:%s"),
            new Known("bigquery", "com.google.cloud.spark:spark-bigquery-with-dependencies_2.12:0.42.1"),
            new Known("mongodb", "org.mongodb.spark:mongo-spark-connector_2.12:10.5.0"));
    private static final List<Known> SCHEMES = List.of(
            new Known("s3a", "org.apache.hadoop:hadoop-aws:%s"),
            new Known("abfs", "org.apache.hadoop:hadoop-azure:%s"),
            new Known("abfss", "org.apache.hadoop:hadoop-azure:%s"),
            new Known("wasbs", "org.apache.hadoop:hadoop-azure:%s"),
            new Known("gs", "com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.26"));

    private static final Pattern NO_SOURCE =
            Pattern.compile("(?:Failed to find (?:the )?data source: |\\[DATA_SOURCE_NOT_FOUND\\].*?: )([\\w.-]+)");
    private static final Pattern NO_SCHEME = Pattern.compile("No FileSystem for scheme:? \"?([A-Za-z0-9+.-]+)\"?");
    private static final Pattern NO_CLASS =
            Pattern.compile("(S3AFileSystem|AzureBlobFileSystem|GoogleHadoopFileSystem) not found");

    private SparkPackage() {
    }

    /** What is lacking, and how to get it, if that is what an exception says. */
    static Optional<String> lacking(Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Matcher source = NO_SOURCE.matcher(message);
            if (source.find()) {
                String name = source.group(1).replaceFirst("\\.$", "");
                return Optional.of("Spark knows no source '%s'; %s".formatted(name, remedy(SOURCES, name,
                        org.apache.spark.package$.MODULE$.SPARK_VERSION(),
                        "write another data.format, or add -- --packages GROUP:ARTIFACT:VERSION for its jar")));
            }
            Matcher avro = Pattern.compile("Failed to find data source: avro|Avro is built-in but external")
                    .matcher(message);
            if (avro.find()) {
                return Optional.of("Spark knows no source 'avro'; " + remedy(SOURCES, "avro",
                        org.apache.spark.package$.MODULE$.SPARK_VERSION(), ""));
            }
            Matcher scheme = NO_SCHEME.matcher(message);
            if (scheme.find()) {
                return Optional.of(scheme(scheme.group(1)));
            }
            Matcher named = NO_CLASS.matcher(message);
            if (named.find()) {
                return Optional.of(scheme(named.group(1).startsWith("S3A") ? "s3a" : named.group(1).startsWith("Azure")
                        ? "abfss" : "gs"));
            }
        }
        return Optional.empty();
    }

    private static String scheme(String name) {
        return "there is no jar for %s:// paths; %s".formatted(name, remedy(SCHEMES, name,
                org.apache.hadoop.util.VersionInfo.getVersion(),
                "write another path, or add -- --packages GROUP:ARTIFACT:VERSION for one"));
    }

    private static String remedy(List<Known> known, String name, String version, String otherwise) {
        return known.stream().filter(each -> each.name().equalsIgnoreCase(name)).findFirst()
                .map(each -> "add -- --packages " + each.packages().formatted(version)).orElse(otherwise);
    }
}
