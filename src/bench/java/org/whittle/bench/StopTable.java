package org.whittle.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.whittle.bench.StoppedStudies.End;
import org.whittle.goal.Keep;
import org.whittle.study.StopRules;

/**
 * What {@code stop.marginal} gives up and what it saves: the same studies with the rule and without it.
 */
final class StopTable {

    private static final int PER = 1000;

    private StopTable() {
    }

    /**
     * @param gains of the objective that 1000 epochs must bring
     * @param trainings of a study without the rule, in full trainings
     * @param figures get what each gain gives up and saves, which is not judged
     */
    static void print(
            List<? extends Problem> problems, Keep keep, double[] gains, int seeds, int trainings, int threads,
            Figures figures) {
        System.out.printf(
                "stop.marginal with %s: studies of at most %d full trainings, %d tasks × %d seeds%n"
                        + "regret given up: normalized, against the same studies without the rule; mean ± standard "
                        + "error over tasks, "
                        + "over seeds%n%-28s%28s%18s%16s%n",
                StoppedStudies.METHOD,
                trainings,
                problems.size(),
                seeds,
                "gain per " + PER + " epochs",
                "regret given up",
                "epochs saved",
                "ended by it");
        StoppedStudies studies = new StoppedStudies(problems, keep, seeds, trainings, threads);
        End[][] without = studies.end((problem, seed) ->
                rules(problems.get(problem), trainings, OptionalDouble.empty()));
        for (double gain : gains) {
            End[][] with = studies.end((problem, seed) ->
                    rules(problems.get(problem), trainings, OptionalDouble.of(gain)));
            double saved = 0;
            int ended = 0;
            for (int p = 0; p < problems.size(); p++) {
                for (int s = 0; s < seeds; s++) {
                    saved += (1 - (double) with[p][s].epochs() / without[p][s].epochs()) / (problems.size() * seeds);
                    ended += with[p][s].epochs() < without[p][s].epochs() ? 1 : 0;
                }
            }
            Scores scores = studies.regretGivenUp(with, without);
            System.out.printf(Locale.ROOT, "%-28s%12.4f ±%.4f ±%.4f%16.1f %%%9d of %d%n", gain, scores.mean(),
                    scores.errorOverProblems(), scores.errorOverSeeds(), 100 * saved, ended, problems.size() * seeds);
            figures.add("stop.marginal.gain = %s: given up".formatted(gain), scores.mean(), "normalized regret");
            figures.add("stop.marginal.gain = %s: saved".formatted(gain), saved, "share of the epochs");
        }
        System.out.println();
    }

    private static StopRules rules(Problem problem, int trainings, OptionalDouble gain) {
        Optional<StopRules.Marginal> marginal = gain.isEmpty() ? Optional.empty()
                : Optional.of(new StopRules.Marginal(gain.getAsDouble(), new StopRules.Cost.Epochs(PER)));
        return new StopRules(OptionalInt.empty(), OptionalLong.of((long) trainings * problem.maxEpochs()),
                Optional.empty(), OptionalDouble.empty(), Optional.empty(), OptionalDouble.empty(), marginal);
    }
}
