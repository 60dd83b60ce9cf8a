package org.whittle.data.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.data.SparkTest;
import org.whittle.study.InvalidInputException;

/** Sources and paths whose jar is lacking are one line that says which. */
class SparkPackageTest extends SparkTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            xml     | /tmp/none         | add -- --packages com.databricks:spark-xml_2.12:
            delta   | /tmp/none         | add -- --packages io.delta:delta-spark_2.12:
            iceberg | db.table          | add -- --packages org.apache.iceberg:iceberg-spark-runtime-3.5_2.12:
            avro    | /tmp/none         | add -- --packages org.apache.spark:spark-avro_2.12:3.5.5
            nonsuch | /tmp/none         | Spark knows no source 'nonsuch'; write another data.format
            parquet | gs://b/t          | add -- --packages com.google.cloud.bigdataoss:gcs-connector:
            parquet | abfss://c@a/t     | add -- --packages org.apache.hadoop:hadoop-azure:
            csv     | s3a://bucket/t    | add -- --packages org.apache.hadoop:hadoop-aws:
            """)
    void aJarThatIsLackingIsNamed(String format, String path, String remedy) {
        assertThatThrownBy(() -> TableReader.read(spark, format, path, Map.of()))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> org.assertj.core.api.Assertions
                        .assertThat(e.problems()).singleElement().asString().contains(remedy).doesNotContain("\n"));
    }

    /** Of the URL no more is said than whose it is: it may hold a password. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            jdbc:postgresql://host/db?password=secret | -                     | org.postgresql:postgresql:
            jdbc:postgresql://host/db?password=secret | org.postgresql.Driver | org.postgresql:postgresql:
            jdbc:mysql://host/db?password=secret      | -                     | com.mysql:mysql-connector-j:
            jdbc:nonsuch:secret                       | -                     | GROUP:ARTIFACT:VERSION
            """)
    void aDriverThatIsLackingIsNamed(String url, String driver, String remedy) {
        Map<String, String> options = new HashMap<>(Map.of("url", url, "dbtable", "t"));
        if (driver != null) {
            options.put("driver", driver);
        }
        assertThatThrownBy(() -> TableReader.read(spark, "jdbc", "", options))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> org.assertj.core.api.Assertions
                        .assertThat(e.problems()).singleElement().asString().contains("there is no JDBC driver for ",
                                "add -- --packages " + remedy).doesNotContain("\n", "secret"));
    }
}
