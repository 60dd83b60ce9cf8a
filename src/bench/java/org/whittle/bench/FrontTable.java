package org.whittle.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.whittle.goal.Standing;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.Scalarized;
import org.whittle.schedule.FullTraining;

/** Samplers on problems with two objectives: the share of the true front's hypervolume that they find. */
final class FrontTable {

    /** Proposed together. */
    private static final int POPULATION = 10;

    private FrontTable() {
    }

    /**
     * @param samplers by name, random first
     * @param figures get a row for each of the others, which are to find no less than random
     */
    static void print(List<String> samplers, int evaluations, int seeds, Figures figures) {
        System.out.printf(
                "Two objectives: share of the true front's hypervolume found by %d evaluations in populations of "
                        + "%d, %d seeds%nmean ± standard error over seeds; ! marks a mean below %s's%n",
                evaluations, POPULATION, seeds, samplers.get(0));
        StringBuilder head = new StringBuilder("%-24s".formatted("function"));
        samplers.forEach(s -> head.append("%19s".formatted(s)));
        System.out.println(head);
        for (ParetoProblem problem : ParetoProblem.all()) {
            StringBuilder line = new StringBuilder("%-24s".formatted(problem.name()));
            double first = Double.NaN;
            for (String sampler : samplers) {
                Scores shares = shares(problem, sampler, evaluations, seeds);
                first = Double.isNaN(first) ? shares.mean() : first;
                line.append(String.format(Locale.ROOT, "%11.4f ±%.3f%s", shares.mean(), shares.errorOverSeeds(),
                        shares.mean() < first ? "!" : " "));
                if (!sampler.equals(samplers.get(0))) {
                    figures.add("%s, %s".formatted(problem.name(), sampler), shares.mean(), "share of the hypervolume",
                            first, Figures.NONE, Figures.NONE);
                }
            }
            System.out.println(line);
        }
        System.out.println();
    }

    private static Scores shares(ParetoProblem problem, String method, int evaluations, int seeds) {
        double[] shares = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            Sampler sampler = Scalarized.of(Methods.sampler(method));
            VirtualStudy.Run run = VirtualStudy.run(problem, problem.objectives(), sampler,
                    new FullTraining(evaluations, POPULATION, 1), VirtualStudy.epochs(evaluations), seed);
            List<Standing> found = new ArrayList<>();
            run.trials().forEach(t -> found.add(t.standing(problem.objectives())));
            shares[seed] = problem.share(found);
        }
        return new Scores(new double[][] {shares});
    }
}
