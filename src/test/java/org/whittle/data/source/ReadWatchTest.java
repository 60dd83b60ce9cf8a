package org.whittle.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of files that are chosen and changed on their way are watched as those are that come as they are. */
@Tag("cluster")
class ReadWatchTest {

    @TempDir
    Path directory;

    /** Reads rows by a filter. The thread of a read without end ends with its process. */
    static final class Filtered {

        public static void main(String[] arguments) {
            SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                    .config("spark.log.level", "OFF").config("spark.executor.heartbeatInterval", "1s").getOrCreate();
            Dataset<Row> chosen = spark.read().orc(arguments[0]).where("y <> 'none'").selectExpr("*", "upper(y) AS z");
            int exit = 0;
            try {
                System.out.println("rows: "
                        + SourceRows.of(chosen).blocks().map(SourceBlock::rows).reduce(Integer::sum));
            } catch (Exception e) {
                System.out.println(TableReader.unreadable("The table", e).getMessage());
                exit = 2;
            }
            Runtime.getRuntime().halt(exit);
        }
    }

    @Test
    void aReadWithoutEndIsGivenUpBehindAFilter() throws Exception {
        Path file = directory.resolve("endless.orc");
        Files.copy(ReadWatchTest.class.getResourceAsStream("/org/whittle/app/endless.orc"), file);
        assertThat(filtered(file)).contains(file + " is damaged: its reader computes on and on and comes to no end");
    }

    private String filtered(Path file) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--add-opens")).forEach(command::add);
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Filtered.class.getName(), file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }
}
