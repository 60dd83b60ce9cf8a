package org.whittle.bench.gpu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.whittle.bench.Figures;
import org.whittle.bench.cohorts.NoFiles;
import org.whittle.random.RandomStream;
import org.whittle.sampler.RandomSampler;
import org.whittle.space.Configuration;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.plan.BatchedCohorts;
import org.whittle.train.plan.CohortCost;
import org.whittle.work.DeviceProfile;
import org.whittle.work.History;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Whether it learns: configurations of the digits study, in the cohorts that the planner gives them, beside a core. */
final class Learning {

    private static final int TRIALS = 81;
    private static final int EPOCHS = 9;
    private static final int BEST = 10;
    /** Of 450 validation rows, three: of the best of the same networks, rounded otherwise. */
    private static final double AS_GOOD = 3.0 / 450;
    private static final double LEARNT = 0.96;

    private Learning() {
    }

    static void measure(Subject subject, Report report) throws IOException {
        report.heading("Does it learn");
        DigitRows digits = DigitRows.read(false);
        List<Configuration> configurations = new RandomSampler().ask(subject.spec().space(),
                new History(subject.spec().objectives(), EPOCHS, List.of(), List.of()), TRIALS,
                RandomStream.ofSeed(subject.spec().seed()));
        List<TrialTask> tasks = IntStream.range(0, TRIALS)
                .mapToObj(i -> Mixed.task(i, configurations.get(i), EPOCHS)).toList();
        List<List<TrialTask>> cohorts = new BatchedCohorts(
                        new CohortCost(
                                subject.spec().training(),
                                digits.width(),
                                digits.task().outputs(),
                                digits.training().count()),
                        subject.spec().cohorts().on(DeviceProfile.CORE))
                .plan(tasks, EPOCHS);
        DjlTrainer trainer = Subject.trainer(subject.settings(), digits, new NoFiles());
        long began = System.nanoTime();
        double[] there = accuracies(cohorts, cohort -> subject.run(trainer, cohort));
        double seconds = (System.nanoTime() - began) / 1e9;
        began = System.nanoTime();
        double[] here = accuracies(cohorts, cohort -> Subject.onCore(trainer, cohort));
        double onCore = (System.nanoTime() - began) / 1e9;
        trainer.release();
        report.say("%d configurations of the digits study, %d epochs, in %d cohorts, %d validation rows: the best"
                + " accuracy %.4f (on a core %.4f), the mean of the best %d %.4f (%.4f); %.1f s (one core %.1f s).",
                TRIALS, EPOCHS, cohorts.size(), digits.validation().count(), there[0], here[0], BEST, mean(there),
                mean(here), seconds, onCore);
        report.say("");
        report.figures().add("digits: the best accuracy", there[0], "accuracy", LEARNT, Figures.NONE, here[0]);
        report.figures().add("digits: the mean of the best, less that of a core", mean(there) - mean(here), "accuracy",
                -AS_GOOD, AS_GOOD, 0);
    }

    private interface Training {
        List<TrialOutcome> of(List<TrialTask> cohort) throws IOException;
    }

    /** Of all trials, the best first; 0 of one that did not get to its end. */
    private static double[] accuracies(List<List<TrialTask>> cohorts, Training training) throws IOException {
        List<TrialOutcome> outcomes = new ArrayList<>();
        for (List<TrialTask> cohort : cohorts) {
            outcomes.addAll(training.of(cohort));
        }
        double[] sorted = outcomes.stream().mapToDouble(outcome -> outcome instanceof TrialOutcome.Completed
                ? -outcome.epochs().get(EPOCHS - 1).metrics().get("accuracy") : 0).sorted().toArray();
        return Arrays.stream(sorted).map(value -> -value).toArray();
    }

    private static double mean(double[] sorted) {
        return Arrays.stream(sorted, 0, BEST).average().orElseThrow();
    }
}
