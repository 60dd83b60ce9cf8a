package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.net.LearningTask;
import org.whittle.random.RandomStream;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Rows;
import org.whittle.work.TrialOutcome;

/** A class of which one row in 200 is: what its weight, and the focal loss, make of it. */
class ImbalanceTest {

    private static final int SEEDS = 5;
    private static final int WIDTH = 6;
    private static final LearningTask.Classification TASK = new LearningTask.Classification(List.of("many", "few"));

    private record Reached(double balancedAccuracy, double prAuc) {
    }

    /** Two clouds that overlap: the rare one is two deviations away. */
    private static Rows rows(RandomStream random, int count) {
        float[] features = new float[count * WIDTH];
        double[] labels = new double[count];
        for (int row = 0; row < count; row++) {
            labels[row] = row % 200 == 7 ? 1 : 0;
            for (int i = 0; i < WIDTH; i++) {
                features[row * WIDTH + i] = (float) (random.nextGaussian() + labels[row] * 2 / Math.sqrt(WIDTH));
            }
        }
        return new Rows(count, WIDTH, features, labels);
    }

    private static List<Reached> reached(Object... settings) throws IOException {
        List<Reached> all = new ArrayList<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            RandomStream random = RandomStream.ofSeed(seed).child("imbalance");
            Synthetic.Data data = new Synthetic.Data(TASK, WIDTH, rows(random.child(0), 6000),
                    rows(random.child(1), 20_000));
            DjlTrainer trainer = new DjlTrainer(Synthetic.defaults(settings), data, new MemoryFiles(),
                    Objectives.of(new Objective("pr-auc", Direction.MAXIMIZE)), 4, 1, seed);
            TrialOutcome outcome = trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(seed, 4))).get(0);
            SortedMap<String, Double> last = outcome.epochs().get(3).metrics();
            all.add(new Reached(last.get("balanced-accuracy"), last.get("pr-auc")));
        }
        return all;
    }

    @Test
    void aWeightFindsTheRareClassAtNoCostOfTheirOrder() throws IOException {
        List<Reached> plain = reached("loss", "cross-entropy");
        List<Reached> weighted = reached("class-weights", "balanced");
        List<Reached> focal = reached("loss", "focal", "class-weights", "balanced");
        // What balanced works out, to a constant: one of 200 counts 199 times as much as the others.
        List<Reached> given = reached("class-weights", "given", "class-weights.few", 199.0);
        print("unweighted", plain);
        print("few = 199", given);
        print("balanced", weighted);
        print("focal, balanced", focal);
        for (int seed = 0; seed < SEEDS; seed++) {
            // Who is sure of no row of the rare class finds half of what there is; the best rule for equal classes
            // gets 0.84 of either right: that is where the normal distribution is at one deviation.
            assertThat(plain.get(seed).balancedAccuracy()).as("unweighted, seed %d", seed).isLessThan(0.6);
            assertThat(weighted.get(seed).balancedAccuracy()).as("balanced, seed %d", seed).isBetween(0.72, 0.9);
            assertThat(given.get(seed).balancedAccuracy()).as("given, seed %d", seed).isBetween(0.72, 0.9);
            assertThat(focal.get(seed).balancedAccuracy()).as("focal, seed %d", seed).isBetween(0.72, 0.9);
        }
        // Four epochs teach little of 30 rows that hardly count; 0.005 is what no order at all has.
        assertThat(mean(weighted)).isGreaterThan(mean(plain));
        assertThat(mean(focal)).isGreaterThan(mean(plain));
    }

    private static double mean(List<Reached> all) {
        return all.stream().mapToDouble(Reached::prAuc).average().orElseThrow();
    }

    private static void print(String what, List<Reached> all) {
        System.out.printf(Locale.ROOT, "%-16s balanced accuracy %.3f, PR-AUC %.3f (means of %d seeds)%n", what,
                all.stream().mapToDouble(Reached::balancedAccuracy).average().orElseThrow(), mean(all), all.size());
    }
}
