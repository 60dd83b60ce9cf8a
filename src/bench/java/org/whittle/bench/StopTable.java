package org.whittle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.whittle.goal.Keep;
import org.whittle.study.StopRules;

/**
 * What {@code stop.marginal} gives up and what it saves: the same studies with the rule and without it.
 */
final class StopTable {

    private static final String METHOD = "auto";
    private static final int PER = 1000;

    /** The end of a study: regret of what is shipped, and epochs trained. */
    private record End(double regret, long epochs) {
    }

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
                METHOD,
                trainings,
                problems.size(),
                seeds,
                "gain per " + PER + " epochs",
                "regret given up",
                "epochs saved",
                "ended by it");
        End[][] without = ends(problems, keep, OptionalDouble.empty(), seeds, trainings, threads);
        for (double gain : gains) {
            End[][] with = ends(problems, keep, OptionalDouble.of(gain), seeds, trainings, threads);
            double[][] givenUp = new double[problems.size()][seeds];
            double saved = 0;
            int ended = 0;
            for (int p = 0; p < problems.size(); p++) {
                for (int s = 0; s < seeds; s++) {
                    givenUp[p][s] = with[p][s].regret() - without[p][s].regret();
                    saved += (1 - (double) with[p][s].epochs() / without[p][s].epochs()) / (problems.size() * seeds);
                    ended += with[p][s].epochs() < without[p][s].epochs() ? 1 : 0;
                }
            }
            Scores scores = new Scores(givenUp);
            System.out.printf(Locale.ROOT, "%-28s%12.4f ±%.4f ±%.4f%16.1f %%%9d of %d%n", gain, scores.mean(),
                    scores.errorOverProblems(), scores.errorOverSeeds(), 100 * saved, ended, problems.size() * seeds);
            figures.add("stop.marginal.gain = %s: given up".formatted(gain), scores.mean(), "normalized regret");
            figures.add("stop.marginal.gain = %s: saved".formatted(gain), saved, "share of the epochs");
        }
        System.out.println();
    }

    private static End[][] ends(
            List<? extends Problem> problems, Keep keep, OptionalDouble gain, int seeds, int trainings, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<End>> runs = new ArrayList<>();
            for (Problem problem : problems) {
                for (int seed = 0; seed < seeds; seed++) {
                    long key = seed;
                    runs.add(pool.submit(() -> end(problem, keep, gain, (long) trainings * problem.maxEpochs(), key)));
                }
            }
            End[][] ends = new End[problems.size()][seeds];
            for (int i = 0; i < runs.size(); i++) {
                ends[i / seeds][i % seeds] = runs.get(i).get();
            }
            return ends;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }

    private static End end(Problem problem, Keep keep, OptionalDouble gain, long epochs, long seed) {
        Optional<StopRules.Marginal> marginal = gain.isEmpty() ? Optional.empty()
                : Optional.of(new StopRules.Marginal(gain.getAsDouble(), new StopRules.Cost.Epochs(PER)));
        StopRules stop = new StopRules(OptionalInt.empty(), OptionalLong.of(epochs), Optional.empty(),
                OptionalDouble.empty(), Optional.empty(), OptionalDouble.empty(), marginal);
        VirtualStudy.Run run = VirtualStudy.run(problem, problem.objectives().keeping(keep), Methods.sampler(METHOD),
                Methods.scheduler(METHOD, problem.space(), problem.maxEpochs(), epochs), stop, seed);
        VirtualStudy.Shipped shipped = run.shippedAfter(epochs).orElseThrow();
        return new End(problem.regret(shipped.configuration(), shipped.epochs()), run.spent());
    }
}
