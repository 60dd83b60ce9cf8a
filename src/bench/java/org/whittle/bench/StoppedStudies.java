package org.whittle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.whittle.goal.Keep;
import org.whittle.study.StopRules;

/**
 * The default search on some problems, each with as many seeds, until a stop rule ends it.
 *
 * @param keep which epoch speaks for a trial
 * @param trainings what the search has work for, in full trainings
 * @param threads studies at once
 */
record StoppedStudies(List<? extends Problem> problems, Keep keep, int seeds, int trainings, int threads) {

    static final String METHOD = "auto";

    /**
     * The end of a study.
     *
     * @param regret of what is shipped
     * @param epochs trained
     */
    record End(double regret, long epochs) {
    }

    /** Rules of a study, which may depend on what it is of. */
    @FunctionalInterface
    interface Rules {
        StopRules of(int problem, int seed);
    }

    /** By problem and seed. */
    End[][] end(Rules rules) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<End>> runs = new ArrayList<>();
            for (int p = 0; p < problems.size(); p++) {
                Problem problem = problems.get(p);
                for (int seed = 0; seed < seeds; seed++) {
                    StopRules stop = rules.of(p, seed);
                    long key = seed;
                    runs.add(pool.submit(() -> end(problem, stop, key)));
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

    private End end(Problem problem, StopRules stop, long seed) {
        long epochs = (long) trainings * problem.maxEpochs();
        VirtualStudy.Run run = VirtualStudy.run(problem, problem.objectives().keeping(keep), Methods.sampler(METHOD),
                Methods.scheduler(METHOD, problem.space(), problem.maxEpochs(), epochs), stop, seed);
        VirtualStudy.Shipped shipped = run.shippedAfter(run.spent()).orElseThrow();
        return new End(problem.regret(shipped.configuration(), shipped.epochs()), run.spent());
    }

    /** Of two sets of ends, what the first has more of regret. */
    Scores regretGivenUp(End[][] ends, End[][] others) {
        double[][] givenUp = new double[problems.size()][seeds];
        for (int p = 0; p < givenUp.length; p++) {
            for (int s = 0; s < seeds; s++) {
                givenUp[p][s] = ends[p][s].regret() - others[p][s].regret();
            }
        }
        return new Scores(givenUp);
    }
}
