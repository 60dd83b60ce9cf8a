package org.whittle.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.whittle.bench.StoppedStudies.End;
import org.whittle.goal.Keep;
import org.whittle.study.StopRules;

/**
 * What {@code stop.finalists} gains and what it costs: the same searches, each ended by the same rule, with so many
 * finalists, and with as many epochs spent on searching on instead.
 */
final class FinalistsTable {

    private static final String LINE = "%-22s%10s%26s%26s%10s%26s%n";

    private FinalistsTable() {
    }

    /**
     * @param finalists how many, beside none
     * @param figures get what finalists gain and cost, which is not judged
     */
    static void print(
            List<? extends Problem> problems, Keep keep, int[] finalists, int seeds, int trainings, int threads,
            Figures figures) {
        System.out.printf(
                "stop.finalists with %s: %d tasks × %d seeds, R = %d epochs%nnormalized regret of what is shipped, "
                        + "mean ± standard error over tasks, over seeds; less: against no finalists,%nthe same "
                        + "searches; searching on: regret of searches that spent as many epochs without finalists,%n"
                        + "against those with%n",
                StoppedStudies.METHOD, problems.size(), seeds, problems.get(0).maxEpochs());
        System.out.printf(LINE, "search ended by", "finalists", "regret", "less", "epochs", "searching on");
        StoppedStudies studies = new StoppedStudies(problems, keep, seeds, trainings, threads);
        rules().forEach((name, rule) -> {
            End[][] without = studies.end((problem, seed) -> rule.of(problems.get(problem)));
            System.out.printf(LINE, name, 0, text(scores(without)), "", epochs(without), "");
            for (int number : finalists) {
                End[][] with = studies.end((problem, seed) -> rule.of(problems.get(problem)).withFinalists(number));
                End[][] longer = studies.end((problem, seed) ->
                        VirtualStudy.epochs(with[problem][seed].epochs()));
                figures.add("%s, stop.finalists = %d: less".formatted(name, number),
                        studies.regretGivenUp(with, without).mean(), "normalized regret");
                figures.add("%s, stop.finalists = %d: trained".formatted(name, number), mean(with), "epochs");
                System.out.printf(LINE, "", number, text(scores(with)), text(studies.regretGivenUp(with, without)),
                        epochs(with), text(studies.regretGivenUp(longer, with)));
            }
        });
        System.out.println();
    }

    private interface Rule {
        StopRules of(Problem problem);
    }

    /** Those that end a search in the middle of a race; epochs leave finalists what no further bracket fits into. */
    private static Map<String, Rule> rules() {
        Map<String, Rule> rules = new LinkedHashMap<>();
        for (int trials : new int[] {10, 20, 40}) {
            rules.put("trials = " + trials, problem -> new StopRules(OptionalInt.of(trials), OptionalLong.empty(),
                    Optional.empty(), OptionalDouble.empty(), Optional.empty()));
        }
        for (int trainings : new int[] {5, 10}) {
            rules.put("epochs = %d R".formatted(trainings), problem ->
                    VirtualStudy.epochs((long) trainings * problem.maxEpochs()));
        }
        for (int trials : new int[] {5, 10}) {
            rules.put("plateau.trials = " + trials, problem -> new StopRules(OptionalInt.empty(), OptionalLong.empty(),
                    Optional.empty(), OptionalDouble.empty(), Optional.of(new StopRules.Plateau(trials, 0))));
        }
        return rules;
    }

    private static Scores scores(End[][] ends) {
        return new Scores(Stream.of(ends).map(seeds -> Stream.of(seeds).mapToDouble(End::regret).toArray())
                .toArray(double[][]::new));
    }

    private static String text(Scores scores) {
        return String.format(Locale.ROOT, "%.4f ±%.4f ±%.4f", scores.mean(), scores.errorOverProblems(),
                scores.errorOverSeeds());
    }

    private static String epochs(End[][] ends) {
        return String.format(Locale.ROOT, "%.1f", mean(ends));
    }

    private static double mean(End[][] ends) {
        return Stream.of(ends).flatMap(Stream::of).mapToLong(End::epochs).average().orElse(Double.NaN);
    }
}
