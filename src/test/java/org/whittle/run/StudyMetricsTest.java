package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.random.RandomStream;
import org.whittle.schedule.Rung;
import org.whittle.study.LedgerEvent.RungFinished;

/** What sinks of Spark's metrics system tell of a study, while it runs. */
@Tag("cluster")
class StudyMetricsTest {

    private static final String PREFIX = "mine.driver.whittle.";

    @TempDir
    private Path directory;

    private final List<Map<String, Double>> byJmx = new ArrayList<>();
    private final List<String> byPrometheus = new ArrayList<>();
    private String ui;

    @Test
    void jmxAndPrometheusTellHowFarAStudyIs() throws Exception {
        RandomStream random = RandomStream.ofSeed(7);
        List<String> lines = new ArrayList<>(List.of("a,b,kind"));
        for (int i = 0; i < 240; i++) {
            lines.add(String.format(Locale.ROOT, "%.6f,%.6f,kind-%d", i % 3 + random.nextGaussian() * 0.4,
                    random.nextGaussian(), i % 3));
        }
        Path rows = Files.write(directory.resolve("rows.csv"), lines);
        TuningResult result = Tuning.of(SmallTuning.specification("measured", 3).set("data.path", rows.toString())
                        .set("spark.\"ui.port\"", 0).set("spark.\"metrics.namespace\"", "mine")
                        .set("spark.\"metrics.conf.*.sink.jmx.class\"", "org.apache.spark.metrics.sink.JmxSink")
                        .set("spark.\"metrics.conf.*.sink.prometheusServlet.class\"",
                                "org.apache.spark.metrics.sink.PrometheusServlet")
                        .set("spark.\"metrics.conf.*.sink.prometheusServlet.path\"", "/metrics/prometheus").build())
                .master("local[2]").directory(directory.resolve("study").toString())
                .listeners(new TuningListener() {
                    @Override
                    public void noted(String line) {
                        ui = line.startsWith("Spark UI: ") ? line.substring("Spark UI: ".length()) : ui;
                    }

                    @Override
                    public void rungFinished(Rung rung, RungFinished finished) {
                        byJmx.add(jmx());
                        byPrometheus.add(prometheus());
                    }
                }).run();

        assertThat(byJmx).hasSizeGreaterThan(3);
        assertThat(byJmx).allSatisfy(numbers -> assertThat(numbers.keySet()).containsExactlyInAnyOrder("trials",
                "epochs", "best-objective", "busy-share", "cohort-size"));
        assertThat(byJmx.stream().map(numbers -> numbers.get("epochs")).toList()).isSorted();
        // The meter is told behind this listener: the last rung is missing in what it says.
        assertThat(byJmx.get(byJmx.size() - 1).get("trials")).isBetween(10.0, 16.0);
        assertThat(byJmx.get(byJmx.size() - 1).get("best-objective")).isBetween(0.5, 1.0);
        assertThat(byJmx).allMatch(numbers -> numbers.get("busy-share") >= 0 && numbers.get("busy-share") <= 1);
        assertThat(byJmx.get(byJmx.size() - 1).get("cohort-size")).isGreaterThanOrEqualTo(1);
        assertThat(byPrometheus.get(byPrometheus.size() - 1)).contains("metrics_mine_driver_whittle_trials_Value",
                "metrics_mine_driver_whittle_epochs_Value", "metrics_mine_driver_whittle_best_objective_Value");
        assertThat(jmx()).as("nothing is left behind").isEmpty();
        assertThat(result.best()).isPresent();
    }

    private static Map<String, Double> jmx() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Map<String, Double> numbers = new TreeMap<>();
        try {
            for (ObjectName name : beans.queryNames(new ObjectName("metrics:name=" + PREFIX + "*,*"), null)) {
                numbers.put(name.getKeyProperty("name").substring(PREFIX.length()),
                        ((Number) beans.getAttribute(name, "Value")).doubleValue());
            }
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
        return numbers;
    }

    private String prometheus() {
        try {
            return HttpClient.newHttpClient().send(
                    HttpRequest.newBuilder(URI.create(ui + "/metrics/prometheus/")).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
