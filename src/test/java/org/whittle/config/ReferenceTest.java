package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.whittle.config.hocon.Kind;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.net.Training;
import org.whittle.net.setting.Setting;
import org.whittle.schedule.Ascent;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.IntegerParameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.study.DataSpec;
import org.whittle.study.Gate;
import org.whittle.study.StopRules;
import org.whittle.study.StudySpec;
import org.whittle.work.CohortLimits;

class ReferenceTest {

    private final Config reference = StudyFile.reference();

    @Test
    void everySettingIsRead() {
        StudySpec spec = Studies.read(Studies.DATA + "space.dropout { low = 0, high = 0.5 }");

        assertThat(spec.resolved().keySet())
                .containsAll(reference.entrySet().stream().map(Map.Entry::getKey).toList());
    }

    @Test
    void everySettingThatIsReadIsThere() {
        StudySpec spec = Studies.read(Studies.DATA + "space.dropout { low = 0, high = 0.5 }");

        TreeSet<String> read = new TreeSet<>(spec.resolved().keySet());
        read.removeAll(reference.entrySet().stream().map(Map.Entry::getKey).toList());
        assertThat(read).containsExactly("baseline.dropout", "space.dropout.high", "space.dropout.log",
                "space.dropout.low", "space.dropout.type");
    }

    @Test
    void everySettingHasItsMeaningAboveIt() {
        assertThat(uncommented(reference.root(), "")).isEmpty();
    }

    @Test
    void trainingHasEverySettingWithItsDefaultAndItsMeaning() {
        ConfigObject training = reference.getObject("training");
        for (Setting<?> setting : Training.settings()) {
            assertThat(reference.hasPath(Training.path(setting.key()))).as(setting.key()).isTrue();
            ConfigValue value = reference.getValue(Training.path(setting.key()));
            assertThat(Kind.of(setting).read(value)).as(setting.key()).hasValue(setting.standard());
            assertThat(String.join("", value.origin().comments()).strip()).as(setting.key())
                    .startsWith(setting.meaning() + ".");
        }
        TreeSet<String> others = new TreeSet<>(training.keySet());
        Training.keys().forEach(others::remove);
        assertThat(others).containsExactly("keep", "top-k");
    }

    @Test
    void aParameterWithoutADomainHasTheUsualOne() {
        StudySpec spec = Studies.read(
                Studies.DATA + "space { learning-rate {}, layers {}, nesterov { when = \"optimizer = sgd\" }, "
                        + "optimizer {}, momentum { when = \"optimizer = sgd\" } }");

        assertThat(spec.space().dimension("learning-rate").orElseThrow().parameter())
                .isEqualTo(new RealParameter("learning-rate", 1e-4, 1e-1, Scale.LOG, OptionalDouble.empty()));
        assertThat(spec.space().dimension("layers").orElseThrow().parameter())
                .isEqualTo(new IntegerParameter("layers", 1, 3, Scale.LINEAR, 1));
        assertThat(spec.space().dimension("nesterov").orElseThrow().parameter())
                .isEqualTo(ChoiceParameter.ofBoolean("nesterov"));
        assertThat(spec.resolved()).containsEntry("space.layers.high", "3")
                .containsEntry("space.learning-rate.log", "true")
                .containsEntry("space.optimizer.values", "[\"sgd\",\"adam\",\"adamw\",\"rmsprop\"]");
    }

    @Test
    void theLeastStudyTakesTheDefaults() {
        StudySpec spec = Studies.read("data.path = rows.csv, space.dropout { low = 0, high = 0.5 }");

        assertThat(spec.name()).isEqualTo("my");
        assertThat(spec.seed()).isEqualTo(42);
        assertThat(spec.data().format()).isEqualTo("csv");
        assertThat(spec.data().label()).isEqualTo("label");
        assertThat(spec.data().task()).isEqualTo(DataSpec.Task.AUTO);
        assertThat(spec.data().split()).isEqualTo(new DataSpec.Split.ByHash(0.6, 0.2, 0.2, true));
        assertThat(spec.training()).containsEntry("layers", 2).containsEntry("learning-rate", 0.001)
                .containsEntry("nesterov", false).containsEntry("activation", "relu")
                .containsEntry("weight-decay", 0.0);
        assertThat(spec.baseline().values()).containsExactly(Map.entry("dropout", 0.0));
        assertThat(spec.enqueued()).isEmpty();
        assertThat(spec.objective()).isEqualTo(new Objective("validation-loss", Direction.MINIMIZE));
        assertThat(spec.scheduler()).isEqualTo(new Ascent(1, 27, 3, 9, 6));
        assertThat(spec.sampler().name()).isEqualTo("auto");
        assertThat(spec.stop()).isEqualTo(StopRules.NONE.withFinalists(3));
        assertThat(spec.gate()).isEqualTo(Gate.NONE);
        assertThat(spec.cohorts()).isEqualTo(new CohortLimits(
                CohortLimits.AUTO, 16, Duration.ofMillis(250), CohortLimits.AUTO));
        assertThat(spec.test()).isEqualTo(new StudySpec.Test(1000));
    }

    @Test
    void theObjectiveFollowsFromTheTaskAndTheTaskFromTheObjective() {
        String space = "data.path = rows.csv, space.dropout { low = 0, high = 0.5 }\n";

        assertThat(Studies.read(space + "data.task = classification").objective())
                .isEqualTo(new Objective("accuracy", Direction.MAXIMIZE));
        assertThat(Studies.read(space + "data.task = regression").objective())
                .isEqualTo(new Objective("rmse", Direction.MINIMIZE));
        assertThat(Studies.read(space + "objective.metric = macro-f1").data().task())
                .isEqualTo(DataSpec.Task.CLASSIFICATION);
        assertThat(Studies.read(space + "objective.metric = r2").data().task()).isEqualTo(DataSpec.Task.REGRESSION);
        assertThat(Studies.read(space + "training.loss = huber").objective().metric()).isEqualTo("rmse");
        assertThat(Studies.read(space + "space.loss = [mean-squared, huber], baseline.loss = huber").data().task())
                .isEqualTo(DataSpec.Task.REGRESSION);
    }

    @Test
    void whatIsOffIsAbsent() {
        StudySpec spec = Studies.read(Studies.DATA + "space.dropout { low = 0, high = 0.5 }\nstop.trials = 5",
                "stop.trials=none");

        assertThat(spec.stop().trials()).isEqualTo(OptionalInt.empty());
    }

    private static List<String> uncommented(ConfigObject group, String prefix) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, ConfigValue> member : group.entrySet()) {
            String path = prefix + member.getKey();
            if (member.getValue() instanceof ConfigObject inner && !inner.isEmpty()) {
                found.addAll(uncommented(inner, path + "."));
            } else if (member.getValue().origin().comments().isEmpty()) {
                found.add(path);
            }
        }
        return found;
    }
}
