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

/**
 * A study's result as text for a terminal, whether it is finished or running. Where the terminal is too narrow for a
 * table, its rows become lines below one another.
 */
public final class Leaderboard {

    /** Of a terminal, where nothing else is known. */
    public static final int COLUMNS = 100;

    private static final int TRIALS = 10;
    /** Of fewer, a configuration stands below its trial instead of beside it. */
    private static final int LEAST_BESIDE = 24;
    private static final int INDENT = 6;
    private static final int WIDEST_PLACE = 89;

    private final Overview overview;
    /** The last column stays empty: some terminals break a line that fills it. */
    private final int width;
    private final StringBuilder text = new StringBuilder();

    private Leaderboard(Overview overview, int columns) {
        this.overview = overview;
        this.width = columns - 1;
    }

    /**
     * What there is to warn of, the best trials, the winner beside the baseline, and where everything lies.
     *
     * @param directory of the study, with its scheme
     */
    public static String text(StudySpec spec, StudyState state, String directory) {
        return text(spec, state, directory, Optional.empty(), COLUMNS);
    }

    /**
     * The same.
     *
     * @param seen which features the best trial sees, if it does not see all
     * @param columns of the terminal, from 40 on
     */
    public static String text(StudySpec spec, StudyState state, String directory, Optional<SeenFeatures> seen,
                              int columns) {
        Leaderboard board = new Leaderboard(Overview.of(spec, state), columns);
        board.warnings();
        board.head();
        board.trials();
        board.comparison();
        seen.ifPresent(features -> {
            board.line("");
            board.prose(features.text(board.best()));
        });
        board.fit();
        board.verdict();
        board.places(directory);
        return board.text.toString();
    }

    private void warnings() {
        overview.warnings().forEach(warning -> {
            wrapped("WARNING: ", warning.text(), 9);
            line("");
        });
    }

    private void head() {
        prose("Study %s · %s".formatted(overview.spec().name(), overview.status()));
        String states = overview.trialsByState().entrySet().stream().filter(e -> e.getValue() > 0)
                .map(e -> state(e.getKey(), e.getValue())).collect(Collectors.joining(", "));
        prose("%s trials%s · %s epochs%s · seed %d".formatted(Numbers.count(overview.trials().size()),
                states.isEmpty() ? "" : " (" + states + ")", Numbers.count(overview.epochs()),
                overview.wallTime().map(t -> " · " + Numbers.duration(t.toMillis() / 1000.0)).orElse(""),
                overview.spec().seed()));
        overview.failures().forEach(this::prose);
        overview.state().opened().map(opened -> AutoChoice.text(opened.chosen())).filter(chosen -> !chosen.isEmpty())
                .ifPresent(this::prose);
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
        boolean beside = width - head.length() >= LEAST_BESIDE;
        int indent = beside ? head.length() : INDENT;
        line(beside ? head + "configuration" : head);
        shown.stream().limit(TRIALS).forEach(t -> trial(row, comparable.indexOf(t) + 1, t, indent));
        overview.baseline().filter(b -> comparable.contains(b) && shown.stream().limit(TRIALS).noneMatch(b::equals))
                .ifPresent(b -> trial(row, comparable.indexOf(b) + 1, b, indent));
    }

    private void front(Front front) {
        if (front.trials().isEmpty()) {
            prose("No trial keeps the thresholds; those that miss them least come first.");
            return;
        }
        List<String> reference = new ArrayList<>();
        for (int m = 0; m < front.reference().size(); m++) {
            reference.add(overview.spec().objectives().optimized().get(m).metric() + " "
                    + Numbers.metric(front.reference().get(m)));
        }
        prose("Front: %s of %s trials%s. Hypervolume %s, beyond %s.".formatted(Numbers.count(front.trials().size()),
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
        if (indent == INDENT) {
            line(begin);
            wrapped(" ".repeat(indent), pairs, indent);
        } else {
            wrapped(begin, pairs, indent);
        }
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
            prose("%s: trial %s (%s), in epoch %d%s".formatted(vain ? "Best" : "Best so far", best.get().id(),
                    best.get().origin(), best.get().standing(overview.spec().objectives()).epoch(),
                    vain ? ". No network can be shipped: every refit was rejected." : ""));
        } else if (overview.baselineWon()) {
            prose("%s the baseline is the winner%s.".formatted(overview.betterWereRejected()
                    ? "No better trial could be refitted, so" : "No trial was better than the baseline, so",
                    refitted()));
        } else {
            prose("Winner: trial %s (%s)%s".formatted(best.get().id(), best.get().origin(), refitted()));
        }
        List<Comparison> rows = new ArrayList<>();
        boolean alone = best.get().id().equals(TrialId.BASELINE);
        rows.add(new Comparison("", "%s (trial %s)".formatted(overview.winner().isPresent() ? "winner" : "best",
                best.get().id()), alone ? "" : "baseline (trial 0)", alone ? "" : "difference"));
        rows.addAll(Comparison.of(overview));
        String row = "  %-" + widest(rows.stream().map(Comparison::metric)) + "s  %-"
                + widest(rows.stream().map(Comparison::best)) + "s  %-"
                + widest(rows.stream().map(Comparison::baseline)) + "s  %s";
        List<String> lines = rows.stream()
                .map(r -> row.formatted(r.metric(), r.best(), r.baseline(), r.difference()).stripTrailing()).toList();
        if (widest(lines.stream()) <= width) {
            lines.forEach(this::line);
        } else {
            stacked(rows.get(0), rows.subList(1, rows.size()));
        }
        new Choosing(overview).sentences().forEach(sentence -> wrapped("  ", sentence, 2));
        if (!overview.tested().isEmpty()) {
            Comparison.brackets(overview).ifPresent(what -> wrapped("  ", "In brackets: %s.".formatted(what), 2));
        }
    }

    private void stacked(Comparison names, List<Comparison> rows) {
        int wide = widest(Stream.of(names.best(), names.baseline(), names.difference()));
        String cell = "    %-" + wide + "s  %s";
        for (Comparison row : rows) {
            line("  " + row.metric());
            line(cell.formatted(names.best(), row.best()));
            if (!names.baseline().isEmpty()) {
                line(cell.formatted(names.baseline(), row.baseline()));
                line(cell.formatted(names.difference(), row.difference()));
            }
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
            prose(text);
        });
    }

    private void verdict() {
        if (!overview.tested().isEmpty() && !overview.spec().gate().equals(Gate.NONE)) {
            line("");
            line(overview.unmetGate().isEmpty() ? "The gate is met." : "The gate is NOT met:");
            overview.unmetGate().forEach(unmet -> wrapped("  ", unmet, 4));
        }
    }

    private void places(String directory) {
        line("");
        line("In %s:".formatted(directory));
        place("results/trials.parquet, epochs.parquet, rungs.parquet", "the tables");
        place("results/summary.json", "the result, for programs");
        place("report/index.html", "the result, for people");
        if (!overview.tested().isEmpty()) {
            place("model/", ownTrainer() ? "what the winner's training left" : "the winner's network");
        }
    }

    private void place(String files, String what) {
        String beside = "  %-53s   %s".formatted(files, what);
        if (width >= WIDEST_PLACE) {
            line(beside);
        } else {
            wrapped("  ", "%s: %s".formatted(what, files), 4);
        }
    }

    private void line(String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    /** A paragraph. */
    private void prose(String words) {
        wrapped("", words, 2);
    }

    private void wrapped(String begin, String words, int indent) {
        wrapped(begin, List.of(words.split(" ")), indent);
    }

    /** Words behind a beginning, broken before the terminal ends. */
    private void wrapped(String begin, List<String> words, int indent) {
        StringBuilder line = new StringBuilder(begin);
        for (String word : words) {
            if (line.length() + word.length() > width && line.length() > indent) {
                line(line.toString());
                line = new StringBuilder(" ".repeat(indent));
            }
            line.append(word).append(' ');
        }
        line(line.toString());
    }

    private static int widest(Stream<String> cells) {
        return Math.max(1, cells.mapToInt(String::length).max().orElse(1));
    }
}
