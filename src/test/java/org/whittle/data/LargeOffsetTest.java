package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.score.step.Scaling;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.InvalidInputException;
import org.whittle.train.Synthetic;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.TestResult;
import org.whittle.work.Trainer;

/** A regression learns, and is measured, the same wherever the zero of its target's or features' unit lies. */
class LargeOffsetTest extends SparkTest {

    private static final int ROWS = 240;
    /** Least squares in doubles on the training rows, on the test rows. */
    private static final double NOISE = 5;

    private final double[] x = new double[ROWS];
    private final double[] y = new double[ROWS];

    @BeforeEach
    void draw() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < ROWS; i++) {
            x[i] = random.nextGaussian();
            y[i] = 100 * x[i] + NOISE * random.nextGaussian();
        }
    }

    private PreparedData prepared(double ofTarget, double ofFeature) throws IOException {
        List<String> lines = lines("x,y,part", ROWS, i -> "%s,%s,%s".formatted(x[i] + ofFeature, y[i] + ofTarget,
                i < 140 ? "a" : i < 190 ? "b" : "c"));
        return prepare(Settings.of("csv", file("at-%s-%s.csv".formatted(ofTarget, ofFeature), lines), "y")
                .task(Task.REGRESSION).byPart(), "study-%s-%s".formatted(ofTarget, ofFeature));
    }

    /** Metrics of a linear network on validation rows, and of its refit on test rows. */
    private List<Map<String, Double>> metrics(double ofTarget, double ofFeature) throws IOException {
        PreparedData prepared = prepared(ofTarget, ofFeature);
        LocalFiles files = study("study-%s-%s".formatted(ofTarget, ofFeature));
        // All rows in one batch: their order, which hangs on their content, decides nothing but roundings.
        Object[] settings = {
            "layers",
            0,
            "batch-size",
            1000,
            "learning-rate",
            0.1,
            "optimizer",
            "sgd",
            "weight-decay",
            0.0,
            "momentum",
            0.0,
            "dropout",
            0.0
        };
        Trainer trainer = Synthetic.trainer(prepared.training(), files, settings);
        Map<String, Double> validation = trainer.runner(Synthetic.CORE)
                .run(List.of(Synthetic.fresh(1, 9)))
                .get(0)
                .epochs()
                .get(8)
                .metrics();
        FinalModel model = trainer.refit(new RefitTask(new TrialId(1), Synthetic.configuration(), 60, 1001, "model"),
                Synthetic.CORE);
        TestResult test = trainer.evaluate(List.of(model), prepared.lockBox().open(), 10, 1, Synthetic.CORE).get(0);
        return List.of(validation, Map.of("rmse", test.metrics().get("rmse").value(), "mae",
                test.metrics().get("mae").value(), "r2", test.metrics().get("r2").value()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.7e9, 2e10, 1.7e15, -1.7e15})
    void ofTheTargetChangesNoMetric(double offset) throws IOException {
        List<Map<String, Double>> near = metrics(0, 0);
        List<Map<String, Double>> far = metrics(offset, 0);

        assertThat(near.get(1).get("rmse")).isCloseTo(NOISE, within(1.0));
        for (int i = 0; i < 2; i++) {
            for (String metric : List.of("rmse", "mae", "r2")) {
                // A target has an error of half a unit in its last place, the mean of targets likewise; besides, sums
                // of floats are added in another order.
                double unit = Math.ulp(offset);
                assertThat(far.get(i).get(metric)).as(metric).isCloseTo(near.get(i).get(metric),
                        within(1e-6 * near.get(i).get(metric) + unit));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.7e9, 2e10})
    void ofAFeatureChangesNoMetric(double offset) throws IOException {
        List<Map<String, Double>> near = metrics(0, 0);
        List<Map<String, Double>> far = metrics(0, offset);

        for (int i = 0; i < 2; i++) {
            // The feature has an error of half a unit in its last place, and the target a slope of 100.
            assertThat(far.get(i).get("rmse")).isCloseTo(near.get(i).get("rmse"),
                    within(1e-6 * near.get(i).get("rmse") + 100 * Math.ulp(offset)));
        }
    }

    @Test
    void leavesEveryTargetItsOwnNumber() throws IOException {
        PreparedData prepared = prepared(1.7e9, 0);
        Rows rows = prepared.training().training();
        assertThat(java.util.Arrays.stream(rows.targets()).distinct().count()).isEqualTo(rows.count());
        LearningTask.Regression task = (LearningTask.Regression) prepared.training().task();
        double mean = 0;
        for (int i = 0; i < 140; i++) {
            mean += y[i] / 140;
        }
        double squares = 0;
        for (int i = 0; i < 140; i++) {
            squares += (y[i] - mean) * (y[i] - mean);
        }
        assertThat(task.mean() - 1.7e9).isCloseTo(mean, within(2 * Math.ulp(1.7e9)));
        assertThat(task.deviation()).isCloseTo(Math.sqrt(squares / 139), within(2 * Math.ulp(1.7e9)));
    }

    @Test
    void isRefusedWhereFloatsCannotHoldItBesideTheSpread() throws IOException {
        List<String> lines = lines("x,at,y", ROWS, i -> "%s,%s,%s".formatted(x[i], x[i] + 1.7e9, y[i]));
        Settings settings = Settings.of("csv", file("unscaled.csv", lines), "y").task(Task.REGRESSION)
                .scaling(Scaling.NONE);
        assertThatThrownBy(() -> prepare(settings)).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Column 'at' spreads by").hasMessageContaining("set data.scaling = standard");
        assertThat(prepare(settings.ignore("at")).summary().features()).containsExactly("x");
    }

    @Test
    void isRefusedOfAVectorsElementsAsWell() {
        String path = directory.resolve("vectors").toString();
        spark.range(0, 60, 1, 1)
                .selectExpr("id % 2 AS y", "ARRAY(id * 0.5D, 1.7e9D + id * id % 7) AS v")
                .write()
                .parquet(path);
        Settings settings = Settings.of("parquet", path, "y");
        assertThatThrownBy(() -> prepare(settings.scaling(Scaling.NONE))).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Column 'v' spreads by", "in element 1, where 32-bit floats are 128 apart");
        prepare(settings.scaling(Scaling.STANDARD));
    }
}
