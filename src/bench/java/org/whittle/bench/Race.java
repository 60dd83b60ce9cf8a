package org.whittle.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.whittle.goal.Keep;
import org.whittle.random.RandomStream;

/**
 * One method on several problems, each with several seeds.
 *
 * @param scores one for each budget
 * @param secondsARun mean time in the sampler
 */
record Race(String method, List<Scores> scores, double secondsARun, double trialsARun) {

    /** @param trainings budgets to score at, in full trainings, increasing; the last is that of the study */
    static Race of(
            String method, List<? extends Problem> problems, Keep keep, int seeds, int[] trainings, int threads) {
        List<Callable<VirtualStudy.Run>> all = new ArrayList<>();
        for (Problem problem : problems) {
            for (int seed = 0; seed < seeds; seed++) {
                all.add(run(method, problem, keep, seed, trainings));
            }
        }
        List<VirtualStudy.Run> runs = Together.run(method, all, threads);
        double[][][] regrets = new double[trainings.length][problems.size()][seeds];
        double seconds = 0;
        double trials = 0;
        for (int i = 0; i < runs.size(); i++) {
            VirtualStudy.Run run = runs.get(i);
            Problem problem = problems.get(i / seeds);
            for (int b = 0; b < trainings.length; b++) {
                // Before the first result a user would have to guess: a uniform draw.
                VirtualStudy.Shipped shipped = run.shippedAfter((long) trainings[b] * problem.maxEpochs())
                        .orElse(new VirtualStudy.Shipped(
                                problem.draw(RandomStream.ofSeed(i)), problem.maxEpochs()));
                regrets[b][i / seeds][i % seeds] = problem.regret(shipped.configuration(), shipped.epochs());
            }
            seconds += run.proposingSeconds() / runs.size();
            trials += (double) run.trials().size() / runs.size();
        }
        return new Race(method, Arrays.stream(regrets).map(Scores::new).toList(), seconds, trials);
    }

    private static Callable<VirtualStudy.Run> run(
            String method, Problem problem, Keep keep, long seed, int[] trainings) {
        long epochs = (long) trainings[trainings.length - 1] * problem.maxEpochs();
        return () -> VirtualStudy.run(problem, problem.objectives().keeping(keep), Methods.sampler(method),
                Methods.scheduler(method, problem.space(), problem.maxEpochs(), epochs),
                VirtualStudy.epochs(epochs), seed);
    }
}
