package org.whittle.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.whittle.goal.Objective;
import org.whittle.random.RandomStream;
import org.whittle.report.Table.Column;
import org.whittle.report.Table.Type;
import org.whittle.sampler.forest.FunctionalAnova;
import org.whittle.space.SearchSpace;
import org.whittle.study.InfrastructureException;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.FileStore;

/**
 * Which parameters make trials better and worse, and which pairs of them: the {@linkplain FunctionalAnova functional
 * analysis of variance} of the objective over the whole space, for each budget that enough trials have reached. At
 * small budgets it is known best, at large ones it is what counts.
 *
 * @param budgets from the smallest on
 */
public record Importance(List<OfBudget> budgets) {

    /** Fewer trials say nothing. */
    private static final int LEAST_TRIALS = 20;
    /** Pairs are made of so many parameters, those that matter most. */
    private static final int PAIRED = 6;
    /** Shown of each budget. */
    private static final int SHOWN = 10;

    /**
     * @param epochs of training
     * @param trials that have trained as long and have a result
     * @param parts of the whole variance, the largest first
     */
    public record OfBudget(int epochs, int trials, List<Part> parts) {
    }

    /**
     * @param parameter a tuned one
     * @param with the other of a pair; empty for what the parameter does alone
     * @param importance share of the variance over the space, from 0 to 1
     * @param low of the middle 95 % of trees, each grown on a bootstrap sample of the trials
     * @param high likewise
     */
    public record Part(String parameter, String with, double importance, double low, double high) {
    }

    /** A row of the table. */
    private record Row(OfBudget budget, Part part) {
    }

    /** After the largest budget that enough trials reached; empty if there is none, or they are all alike. */
    static Optional<OfBudget> ofLargest(StudySpec spec, StudyState state) {
        List<Trial> trials = measured(spec, state);
        return trials.stream().map(Trial::epochs).sorted(Comparator.reverseOrder()).skip(LEAST_TRIALS - 1).findFirst()
                .flatMap(least -> state.rungs().stream().map(RungFinished::epochs).filter(epochs -> epochs <= least)
                        .max(Comparator.naturalOrder()))
                .map(epochs -> of(spec, trials.stream().filter(trial -> trial.epochs() >= epochs).toList(), epochs))
                .filter(budget -> !budget.parts().isEmpty());
    }

    private static List<Trial> measured(StudySpec spec, StudyState state) {
        return state.trials().stream().filter(trial -> trial.isComparable() && trial.parent().isEmpty()
                && spec.space().admits(trial.configuration())).toList();
    }

    /** Of a study that is finished or running; no budgets where too few trials have reached the smallest. */
    public static Importance of(StudySpec spec, StudyState state) {
        List<Trial> trials = measured(spec, state);
        List<OfBudget> budgets = new ArrayList<>();
        for (int epochs : state.rungs().stream().map(RungFinished::epochs).distinct().sorted().toList()) {
            List<Trial> reached = trials.stream().filter(trial -> trial.epochs() >= epochs).toList();
            if (reached.size() >= LEAST_TRIALS) {
                budgets.add(of(spec, reached, epochs));
            }
        }
        return new Importance(budgets);
    }

    private static OfBudget of(StudySpec spec, List<Trial> trials, int epochs) {
        SearchSpace space = spec.space();
        Objective objective = spec.objective();
        double[] values = trials.stream().mapToDouble(trial -> trial.curve().upTo(epochs).best(objective)
                .map(objective::of).orElse(Double.NaN)).toArray();
        int[] known = IntStream.range(0, values.length).filter(i -> Double.isFinite(values[i])).toArray();
        if (known.length < LEAST_TRIALS) {
            return new OfBudget(epochs, known.length, List.of());
        }
        List<FunctionalAnova.Share> shares = new FunctionalAnova(space,
                IntStream.of(known).mapToObj(i -> space.encode(trials.get(i).configuration())).toList(),
                IntStream.of(known).mapToDouble(i -> values[i]).toArray(),
                RandomStream.ofSeed(spec.seed()).child("importance").child(epochs)).shares(PAIRED);
        List<Part> parts = shares.stream().map(share -> new Part(name(space, share.parameters().get(0)),
                share.parameters().size() > 1 ? name(space, share.parameters().get(1)) : "", share.share(),
                share.low(), share.high())).sorted(Comparator.comparingDouble(Part::importance).reversed()).toList();
        return new OfBudget(epochs, known.length, parts);
    }

    private static String name(SearchSpace space, int dimension) {
        return space.dimensions().get(dimension).name();
    }

    /**
     * Writes {@code results/importance.parquet}, in the place of an older one.
     *
     * @param files of the study directory
     * @throws InfrastructureException if it cannot be written
     */
    public void write(FileStore files) {
        try {
            files.write("results/importance.parquet", ParquetFile.of(table()));
        } catch (IOException e) {
            throw InfrastructureException.of("%s cannot be written".formatted(
                    files.locate("results/importance.parquet")), e);
        }
    }

    private Table<Row> table() {
        return new Table<>("importance", List.of(
                new Column<>("budget", Type.INTEGER, row -> row.budget().epochs()),
                new Column<>("trials", Type.INTEGER, row -> row.budget().trials()),
                new Column<>("parameter", Type.TEXT, row -> row.part().parameter()),
                new Column<>("with", Type.TEXT, row -> row.part().with().isEmpty() ? null : row.part().with()),
                new Column<>("importance", Type.DOUBLE, row -> row.part().importance()),
                new Column<>("low", Type.DOUBLE, row -> row.part().low()),
                new Column<>("high", Type.DOUBLE, row -> row.part().high())), budgets.stream()
                .flatMap(budget -> budget.parts().stream().map(part -> new Row(budget, part))).toList());
    }

    /** As text for a terminal. */
    public String text() {
        if (budgets.isEmpty()) {
            return "Fewer than %d trials have a result: too few to tell what matters.%n"
                    .formatted(LEAST_TRIALS);
        }
        StringBuilder text = new StringBuilder();
        for (OfBudget budget : budgets) {
            text.append(String.format(Locale.ROOT, "After %d %s, of %s trials%s%n", budget.epochs(),
                    budget.epochs() == 1 ? "epoch" : "epochs", Numbers.count(budget.trials()),
                    budget.parts().isEmpty() ? ": all alike, or without a result" : ""));
            int width =
                    budget.parts().stream().limit(SHOWN).mapToInt(part -> label(part).length()).max().orElse(1);
            budget.parts().stream().limit(SHOWN).forEach(part -> text.append(String.format(
                    Locale.ROOT, "  %-" + width + "s  %5.1f %%  [%.1f, %.1f]%n", label(part), 100 * part.importance(),
                    100 * part.low(), 100 * part.high())));
            text.append('\n');
        }
        return text.append("""
                Shares of the objective's variance over the whole space, by functional ANOVA; in brackets the
                middle 95 % of trees grown on bootstrap samples of the trials.
                """).toString();
    }

    private static String label(Part part) {
        return part.with().isEmpty() ? part.parameter() : part.parameter() + " with " + part.with();
    }
}
