package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.sampler.SobolSampler;
import org.whittle.schedule.Hyperband;
import org.whittle.score.step.Scaling;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;
import org.whittle.study.DataSpec;
import org.whittle.study.EarlierFormats;
import org.whittle.study.Gate;
import org.whittle.study.StopRules;
import org.whittle.study.StudySpec;

/** The files of {@code conf/}. */
class StartingFilesTest {

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("conf"))) {
            return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyStartingFileIsAValidStudy(Path file) {
        StudySpec spec = StudyFile.read(file.toString(), List.of());

        assertThat(spec.space().admits(spec.baseline())).isTrue();
        assertThat(spec.enqueued()).allMatch(spec.space()::admits);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyStartingFileReadsBackFromItsResolvedSettings(Path file) {
        StudySpec spec = StudyFile.read(file.toString(), List.of());

        assertThat(StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT)).isEqualTo(spec);
    }

    @Test
    void digitsIsTheStudyThatTheReadmeDescribes() {
        StudySpec spec = StudyFile.read("conf/digits.conf", List.of());

        assertThat(spec.name()).isEqualTo("digits");
        assertThat(spec.seed()).isEqualTo(42);
        assertThat(spec.data()).isEqualTo(new DataSpec("csv", "classpath:sample/digits.csv", Map.of(), "digit",
                DataSpec.Task.CLASSIFICATION, List.of(), List.of(), List.of(), Scaling.STANDARD, 64,
                new DataSpec.Split.ByHash(0.6, 0.2, 0.2, true)));
        assertThat(spec.space()).isEqualTo(new SearchSpace(List.of(
                Dimension.always(new IntegerParameter("layers", 1, 3, Scale.LINEAR, 1)),
                Dimension.always(new IntegerParameter("units", 16, 128, Scale.LOG, 1)),
                Dimension.always(new ChoiceParameter("activation", List.of("relu", "tanh", "gelu"))),
                Dimension.always(new RealParameter("dropout", 0.0, 0.5, Scale.LINEAR, OptionalDouble.empty())),
                Dimension.always(new ChoiceParameter("optimizer", List.of("sgd", "adam", "rmsprop"))),
                Dimension.always(new RealParameter("learning-rate", 1e-4, 1e-1, Scale.LOG, OptionalDouble.empty())),
                Dimension.when(new RealParameter("momentum", 0.0, 0.99, Scale.LINEAR, OptionalDouble.empty()),
                        Expression.parse("optimizer = sgd", Set.of("optimizer"))),
                Dimension.always(new RealParameter("weight-decay", 1e-6, 1e-2, Scale.LOG, OptionalDouble.empty())),
                Dimension.always(new ChoiceParameter("batch-size", List.of(32, 64, 128)))), List.of()));
        assertThat(spec.baseline()).isEqualTo(Configuration.of(Map.of("layers", 2, "units", 64, "activation", "relu",
                "dropout", 0.1, "optimizer", "adam", "learning-rate", 0.001, "batch-size", 64, "weight-decay", 1e-4)));
        assertThat(spec.enqueued()).isEmpty();
        assertThat(spec.objective()).isEqualTo(new Objective("accuracy", Direction.MAXIMIZE));
        assertThat(spec.sampler()).isEqualTo(new SobolSampler());
        assertThat(spec.scheduler()).isEqualTo(new Hyperband(1, 27, 3, 1));
        assertThat(spec.stop()).isEqualTo(StopRules.NONE.withFinalists(3));
        assertThat(spec.gate()).isEqualTo(Gate.NONE);
        assertThat(spec.test()).isEqualTo(new StudySpec.Test(1000));
    }

    @Test
    void nightlyHasUnitsForEachLayerConditionsStopRulesAndAGate() {
        StudySpec spec = StudyFile.read("conf/nightly.conf", List.of());

        assertThat(spec.space().names()).contains("units.1", "units.2", "units.3").doesNotContain("units");
        assertThat(spec.space().dimension("units.1").orElseThrow().when()).isEmpty();
        assertThat(spec.space().dimension("units.3").orElseThrow().condition()).hasToString("layers >= 3");
        assertThat(spec.space().dimension("weight-decay").orElseThrow().condition())
                .hasToString("optimizer in [sgd, adamw]");
        assertThat(spec.space().constraints()).hasSize(3);
        assertThat(spec.baseline().values()).containsEntry("units.1", 64).containsEntry("units.2", 32)
                .doesNotContainKey("units.3").doesNotContainKey("momentum");
        assertThat(spec.enqueued().get(1).values()).containsEntry("units.1", 64).containsEntry("nesterov", true)
                .containsEntry("dropout", 0.2);
        assertThat(spec.stop())
                .isEqualTo(new StopRules(
                                OptionalInt.empty(),
                                OptionalLong.of(200_000),
                                Optional.of(Duration.ofHours(6)),
                                OptionalDouble.of(0.995),
                                Optional.of(new StopRules.Plateau(300, 5e-4)))
                        .withFinalists(3));
        assertThat(spec.gate()).isEqualTo(new Gate(new TreeMap<>(Map.of("roc-auc", 0.85)), new TreeMap<>(), true));
        assertThat(spec.data().split()).isEqualTo(new DataSpec.Split.ByColumn("part", "2024", "2025-H1", "2025-H2"));
        assertThat(spec.spark()).containsExactly(Map.entry("spark.task.maxFailures", "8"));
    }
}
