package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.goal.Direction;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;

/** Metrics of users' jars: {@code com.example} stands for one, and a class loader for {@code --jars}. */
class MetricsOfJarsTest {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    Path directory;

    @AfterEach
    void forget() {
        Thread.currentThread().setContextClassLoader(before);
    }

    @Test
    void aMetricThatAJarListsIsAnObjective() throws Exception {
        lists("com.example.Kappa");

        assertThat(Metric.ofKey("kappa")).isPresent();
        assertThat(Studies.read(
                                Studies.DATA
                                        + "space.dropout { low = 0, high = 0.5 }\nobjective.metric = kappa, "
                                        + "gate.above.kappa = 0.5")
                        .objective())
                .isEqualTo(new Objective("kappa", Direction.MAXIMIZE));
        assertThat(Studies.problems(Studies.DATA + "space.dropout { low = 0, high = 0.5 }\nobjective.metric = kapa"))
                .singleElement().asString().endsWith("write kappa");
    }

    @Test
    void withoutItsJarItIsUnknown() {
        assertThat(Studies.problems(Studies.DATA + "space.dropout { low = 0, high = 0.5 }\nobjective.metric = kappa"))
                .singleElement().asString().contains("objective.metric = kappa is not one of");
    }

    @Test
    void whatIsNoMetricIsSaid() throws Exception {
        lists("com.example.Valley");

        assertThatIllegalArgumentException().isThrownBy(Metric::all).withMessageContaining("com.example.Valley");
    }

    private void lists(String type) throws Exception {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve("org.whittle.goal.CountMetric"), List.of(type));
        Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[] {directory.toUri().toURL()}, before));
    }
}
