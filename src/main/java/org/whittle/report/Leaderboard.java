package org.whittle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.whittle.goal.Front;
import org.whittle.goal.ParetoPlace;
import org.whittle.goal.TrialId;
import org.whittle.study.AutoChoice;
import org.whittle.study.Gate;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;

/** A study's result as text for a terminal of 100 columns, whether it is finished or running. */
public final class Leaderboard {

    private static final int WIDTH = 99;
    private static final int TRIALS = 10;

    private final Overview overview;
    private final StringBuilder text = new StringBuilder();

    private Leaderboard(Overview overview) {
        this.overview = overview;
    }

    /**
     * What there is to warn of, the best trials, the winner beside the baseline, and where everything lies.
     *
     * @param directory of the study, with its scheme
     */
    public static String text(StudySpec spec, StudyState state, String directory) {
        return text(spec, state, directory, Optional.empty());
    }

    /**
     * The same.
     *
     * @param seen which features the best trial sees, if it does not see all
     */
    public static String text(StudySpec spec, StudyState state, String directory, Optional<SeenFeatures> seen) {
        Leaderboard board = new Leaderboard(Overview.of(spec, state));
        board.warnings();
        board.head();
        board.trials();
        board.comparison();
        seen.ifPresent(features -> {
            board.line("");
            board.wrapped("", List.of(features.text(board.best()).split(" ")), 2);
        });
        board.fit();
        board.verdict();
        board.places(directory);
        return board.text.toString();
    }

    private void warnings() {
        overview.warnings().forEach(warning -> {
            wrapped("WARNING: ", List.of(warning.text().split(" ")), 9);
            line("");
        });
    }

    private void head() {
        line("Study %s · %s".formatted(overview.spec().name(), overview.status()));
        String states = overview.trialsByState().entrySet().stream().filter(e -> e.getValue() > 0)
                .map(e -> state(e.getKey(), e.getValue())).collect(Collectors.joining(", "));
        line("%s trials%s · %s epochs%s · seed %d".formatted(Numbers.count(overview.trials().size()),
                states.isEmpty() ? "" : " (" + states + ")", Numbers.count(overview.epochs()),
                overview.wallTime().map(t -> " · " + Numbers.duration(t.toMillis() / 1000.0)).orElse(""),
                overview.spec().seed()));
        overview.failures().forEach(why -> wrapped("", List.of(why.split(" ")), 2));
        overview.state().opened().map(opened -> AutoChoice.text(opened.chosen())).filter(chosen -> !chosen.isEmpty())
                .ifPresent(this::line);
    }

    /** Trials that a rule ended before their first rung were not stopped for anything that they showed. */
    private String state(Trial.State state, long count) {
        long unused = state != Trial.State.STOPPED ? 0 : overview.trials().stream()
                .filter(t -> t.state() == state && t.curve().epochs().isEmpty() && t.parent().isEmpty()).count();
        String rest = "%s %s".formatted(Numbers.count(count - unused), state.name().toLowerCase(Locale.ROOT));
        return unused == 0 ? rest : (unused == count ? "" : rest + ", ") + Numbers.count(unused) + " never begun";
    }

    private void trials() {
        List<Trial> comparable = overview.ranked().stream().filter(Trial::isComparable).toList();
        if (comparable.isEmpty()) {
            line("");
            line("No trial has a result yet.");
            return;
        }
        line("");
        overview.front().ifPresent(this::front);
        List<Trial> shown = overview.front().map(front -> front.trials().stream().map(this::trial).toList())
                .filter(front -> !front.isEmpty()).orElse(comparable);
        String row = "%4s %5s  %-8s %6s %5s " + overview.goalMetrics().stream()
                .map(m -> "%" + Math.max(m.length(), 7) + "s ").collect(Collectors.joining()) + " ";
        String head = row.formatted(cells("rank", "trial", "state", "epochs", "epoch", overview.goalMetrics()));
        line(head + "configuration");
        shown.stream().limit(TRIALS).forEach(t -> trial(row, comparable.indexOf(t) + 1, t, head.length()));
        overview.baseline().filter(b -> comparable.contains(b) && shown.stream().limit(TRIALS).noneMatch(b::equals))
                .ifPresent(b -> trial(row, comparable.indexOf(b) + 1, b, head.length()));
    }

    private void front(Front front) {
        if (front.trials().isEmpty()) {
            line("No trial keeps the thresholds; those that miss them least come first.");
            return;
        }
        List<String> reference = new ArrayList<>();
        for (int m = 0; m < front.reference().size(); m++) {
            reference.add(overview.spec().objectives().optimized().get(m).metric() + " "
                    + Numbers.metric(front.reference().get(m)));
        }
        line("Front: %s of %s trials%s. Hypervolume %s, beyond %s.".formatted(Numbers.count(front.trials().size()),
                Numbers.count(front.places().size()), front.trials().size() > TRIALS ? ", the first " + TRIALS : "",
                Numbers.metric(front.hypervolume()), String.join(", ", reference)));
    }

    private Trial trial(ParetoPlace place) {
        return overview.trials().stream()
                .filter(t -> t.id().equals(place.standing().trial()))
                .findFirst()
                .orElseThrow();
    }

    private static Object[] cells(Object rank, Object trial, Object state, Object epochs, Object epoch,
                                  List<String> values) {
        return Stream.concat(Stream.of(rank, trial, state, epochs, epoch), values.stream()).toArray();
    }

    private void trial(String row, int rank, Trial trial, int indent) {
        String begin = row.formatted(cells(rank, trial.id(), trial.state().name().toLowerCase(Locale.ROOT),
                trial.epochs(), trial.standing(overview.spec().objectives()).epoch(),
                overview.goalMetrics().stream().map(m -> Numbers.metric(overview.value(trial, m))).toList()));
        List<String> pairs = new ArrayList<>();
        if (trial.id().equals(TrialId.BASELINE)) {
            pairs.add("baseline:");
        }
        overview.varyingParameters().forEach(name -> trial.configuration().value(name)
                .ifPresent(value -> pairs.add(setting(name, value))));
        wrapped(begin, pairs, indent);
    }

    /** A word that only one parameter can mean stands for itself: {@code relu}. */
    private String setting(String name, Object value) {
        boolean clear = value instanceof String && overview.spec().space().dimensions().stream()
                .filter(d -> d.parameter().contains(value)).count() == 1;
        return clear ? value.toString() : name + "=" + Numbers.parameter(value);
    }

    private void comparison() {
        Optional<Trial> best = overview.best();
        if (best.isEmpty()) {
            return;
        }
        line("");
        if (overview.winner().isEmpty()) {
            boolean vain = overview.state().shipsNothing();
            line("%s: trial %s (%s), in epoch %d%s".formatted(vain ? "Best" : "Best so far", best.get().id(),
                    best.get().origin(), best.get().standing(overview.spec().objectives()).epoch(),
                    vain ? ". No network can be shipped: every refit was rejected." : ""));
        } else if (overview.baselineWon()) {
            line("%s the baseline is the winner%s.".formatted(overview.betterWereRejected()
                    ? "No better trial could be refitted, so" : "No trial was better than the baseline, so",
                    refitted()));
        } else {
            line("Winner: trial %s (%s)%s".formatted(best.get().id(), best.get().origin(), refitted()));
        }
        List<Comparison> rows = new ArrayList<>();
        boolean alone = best.get().id().equals(TrialId.BASELINE);
        rows.add(new Comparison("", "%s (trial %s)".formatted(overview.winner().isPresent() ? "winner" : "best",
                best.get().id()), alone ? "" : "baseline (trial 0)", alone ? "" : "difference"));
        rows.addAll(Comparison.of(overview));
        String row = "  %-" + width(rows.stream().map(Comparison::metric).toList()) + "s  %-"
                + width(rows.stream().map(Comparison::best).toList()) + "s  %-"
                + width(rows.stream().map(Comparison::baseline).toList()) + "s  %s";
        rows.forEach(r -> line(row.formatted(r.metric(), r.best(), r.baseline(), r.difference())));
        new Choosing(overview).sentences().forEach(sentence -> wrapped("  ", List.of(sentence.split(" ")), 2));
        if (!overview.tested().isEmpty()) {
            Comparison.brackets(overview).ifPresent(what -> line("  In brackets: %s.".formatted(what)));
        }
    }

    private String refitted() {
        int epochs = overview.state().winner().orElseThrow().epoch();
        return overview.tested().isEmpty()
                ? ""
                : ", %s for %d %s"
                        .formatted(
                                ownTrainer() ? "trained once more" : "refitted on training and validation rows",
                                epochs,
                                epochs == 1 ? "epoch" : "epochs");
    }

    private boolean ownTrainer() {
        return overview.spec().trainer().isPresent();
    }

    private String best() {
        return overview.winner().isPresent() ? "The winner" : "The best trial so far";
    }

    private void fit() {
        overview.fitText().ifPresent(text -> {
            line("");
            wrapped("", List.of(text.split(" ")), 2);
        });
    }

    private void verdict() {
        if (!overview.tested().isEmpty() && !overview.spec().gate().equals(Gate.NONE)) {
            line("");
            line(overview.unmetGate().isEmpty() ? "The gate is met." : "The gate is NOT met:");
            overview.unmetGate().forEach(unmet -> line("  " + unmet));
        }
    }

    private void places(String directory) {
        line("");
        line("In %s:".formatted(directory));
        line("  results/trials.parquet, epochs.parquet, rungs.parquet   the tables");
        line("  results/summary.json                                    the result, for programs");
        line("  report/index.html                                       the result, for people");
        if (!overview.tested().isEmpty()) {
            line("  model/                                                  "
                    + (ownTrainer() ? "what the winner's training left" : "the winner's network"));
        }
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    /** Words behind a beginning, broken before {@link #WIDTH}. */
    private void wrapped(String begin, List<String> words, int indent) {
        StringBuilder line = new StringBuilder(begin);
        for (String word : words) {
            if (line.length() + word.length() > WIDTH && line.length() > indent) {
                line(line.toString());
                line = new StringBuilder(" ".repeat(indent));
            }
            line.append(word).append(' ');
        }
        line(line.toString());
    }

    private static int width(List<String> cells) {
        return Math.max(1, cells.stream().mapToInt(String::length).max().orElse(1));
    }
}
