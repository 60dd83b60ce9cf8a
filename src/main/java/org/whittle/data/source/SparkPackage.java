package org.whittle.data.source;

import java.util.List;
import java.util.Map;
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
            new Known("mongodb", "org.mongodb.spark:mongo-spark-connector_2.12:10.5.0"),
            new Known("org.apache.spark.sql.cassandra", "com.datastax.spark:spark-cassandra-connector_2.12:3.5.1"),
            new Known("xml", "com.databricks:spark-xml_2.12:0.18.0"));
    private static final List<Known> SCHEMES = List.of(
            new Known("s3a", "org.apache.hadoop:hadoop-aws:%s"),
            new Known("abfs", "org.apache.hadoop:hadoop-azure:%s"),
            new Known("abfss", "org.apache.hadoop:hadoop-azure:%s"),
            new Known("wasbs", "org.apache.hadoop:hadoop-azure:%s"),
            new Known("gs", "com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.26"));

    /** By the word behind jdbc: in a URL. */
    private static final List<Known> DRIVERS = List.of(
            new Known("postgresql", "org.postgresql:postgresql:42.7.7"),
            new Known("mysql", "com.mysql:mysql-connector-j:9.3.0"),
            new Known("mariadb", "org.mariadb.jdbc:mariadb-java-client:3.5.3"),
            new Known("sqlserver", "com.microsoft.sqlserver:mssql-jdbc:12.10.1.jre11"),
            new Known("oracle", "com.oracle.database.jdbc:ojdbc11:23.8.0.25.04"),
            new Known("sqlite", "org.xerial:sqlite-jdbc:3.50.1.0"),
            new Known("h2", "com.h2database:h2:2.3.232"));

    private static final Pattern NO_SOURCE =
            Pattern.compile("(?:Failed to find (?:the )?data source: |\\[DATA_SOURCE_NOT_FOUND\\].*?: )([\\w.-]+)");
    private static final Pattern DATABASE = Pattern.compile("^jdbc:([A-Za-z0-9]+)");
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

    /**
     * Which driver of a database is lacking, if that is what an exception says.
     *
     * @param options of Spark's reader; of the URL, which may hold a password, only the kind of database is told
     */
    static Optional<String> lackingDriver(Map<String, String> options, Throwable problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            boolean named = cause instanceof ClassNotFoundException && message.equals(options.get("driver"));
            if (named || message.equals("No suitable driver")) {
                Matcher url = DATABASE.matcher(options.getOrDefault("url", ""));
                String database = url.find() ? url.group(1) : "this URL";
                return Optional.of("there is no JDBC driver for %s; %s"
                        .formatted(
                                database,
                                remedy(
                                        DRIVERS,
                                        database,
                                        "",
                                        "add -- --packages GROUP:ARTIFACT:VERSION for one, or mend data.options.url")));
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
