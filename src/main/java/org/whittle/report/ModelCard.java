package org.whittle.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.whittle.study.InfrastructureException;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.Study;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.FileStore;

/**
 * What whoever serves a model should know of it, beside the model as {@code MODEL_CARD.md} (Mitchell et al. 2019,
 * "Model Cards for Model Reporting"): only what the study recorded.
 */
public final class ModelCard {

    private static final String FILE = Study.MODEL + "/MODEL_CARD.md";

    private final Overview overview;
    private final StringBuilder text = new StringBuilder();

    private ModelCard(Overview overview) {
        this.overview = overview;
    }

    /**
     * Writes the card, in the place of an older one; nothing while there is no model.
     *
     * @param rows what the model was trained on, a line each
     * @throws InfrastructureException if it cannot be written
     */
    public static void write(StudySpec spec, StudyState state, FileStore files, List<String> rows) {
        Overview overview = Overview.of(spec, state);
        if (overview.winner().isEmpty() || state.sinceSearchEnded().refitted().isEmpty()
                || spec.trainer().isPresent()) {
            return;
        }
        try {
            files.write(FILE, text(overview, rows).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw InfrastructureException.of("%s cannot be written".formatted(files.locate(FILE)), e);
        }
    }

    static String text(Overview overview, List<String> rows) {
        ModelCard card = new ModelCard(overview);
        Trial winner = overview.winner().orElseThrow();
        card.head(winner);
        card.section("Data");
        List<String> data = new ArrayList<>(rows);
        overview.state().opened().map(StudyOpened::dataFingerprint)
                .ifPresent(print -> data.add("fingerprint of the prepared rows: `%s`".formatted(print)));
        card.points(data);
        card.metrics();
        card.section("Settings");
        card.row("parameter", "value");
        card.row("---", "---");
        winner.configuration().values().forEach((name, value) -> card.row(name, Numbers.parameter(value)));
        card.cost(winner);
        card.limits();
        return card.text.toString();
    }

    private void head(Trial winner) {
        StudySpec spec = overview.spec();
        line("# Model card: " + escaped(spec.name()));
        line("");
        line("A network that predicts `%s`, chosen by Whittle %s as trial %s of %s for %s on validation rows%s."
                .formatted(
                        spec.data().label(),
                        overview.state()
                                .opened()
                                .map(o -> o.versions().getOrDefault("whittle", ""))
                                .orElse(""),
                        winner.id(),
                        Numbers.count(overview.trials().size()),
                        String.join(", ", overview.goalMetrics()),
                        overview.baselineWon() ? "; it is the study's baseline, which no other trial surpassed" : ""));
        line("`architecture.json` holds the network and `preprocessing.json` what is done to rows before.");
    }

    private void metrics() {
        section("Metrics");
        boolean baseline = !overview.baselineWon();
        row(baseline ? new String[] {"", "model", "baseline", "difference"} : new String[] {"", "model"});
        row(baseline ? new String[] {"---", "---", "---", "---"} : new String[] {"---", "---"});
        Comparison.of(overview).forEach(c -> row(baseline
                ? new String[] {c.metric(), c.best(), c.baseline(), c.difference()}
                : new String[] {c.metric(), c.best()}));
        Comparison.brackets(overview).ifPresent(what -> {
            line("");
            line("In brackets: %s.".formatted(what));
        });
    }

    private void cost(Trial winner) {
        section("Cost");
        List<String> cost = new ArrayList<>();
        cost.add("search: %s trials, %s epochs%s".formatted(Numbers.count(overview.trials().size()),
                Numbers.count(overview.epochs()), overview.wallTime()
                        .map(time -> ", " + Numbers.duration(time.toMillis() / 1000.0)).orElse("")));
        overview.state().sinceSearchEnded().refitted().ifPresent(refitted -> refitted.models().stream()
                .filter(model -> model.trial().equals(winner.id()))
                .forEach(model -> cost.add("the network itself: %d epochs, %s".formatted(model.epochs(),
                        Numbers.duration(model.seconds())))));
        overview.state().opened().ifPresent(opened -> cost.add("on: " + opened.versions().entrySet().stream()
                .map(version -> version.getKey() + " " + version.getValue()).collect(Collectors.joining(", "))));
        points(cost);
    }

    private void limits() {
        section("Limits");
        List<String> limits = new ArrayList<>();
        overview.warnings().forEach(warning -> limits.add(warning.text()));
        limits.addAll(overview.unmetGate());
        limits.add(
                overview.openings() == 0
                        ? "The test rows have not been looked at: nothing is known of rows that took "
                                + "no part in the choice."
                        : overview.openings() == 1
                                ? "The test rows were looked at once, after the choice. What they say holds for "
                                        + "rows that come about as these did, and for no others."
                                : ("The test rows were looked at %d times, so that they no longer tell of rows that "
                                        + "nobody has seen.")
                                        .formatted(overview.openings()));
        limits.add("No part of the rows (of people, places or times) was looked at by itself.");
        limits.add("A category that training rows did not have counts as the rare ones, or as none; a missing number "
                + "as the mean of those that were there.");
        points(limits);
    }

    private void section(String title) {
        line("");
        line("## " + title);
    }

    private void points(List<String> points) {
        points.forEach(point -> line("- " + escaped(point).replace("\\`", "`")));
    }

    private void row(String... cells) {
        line("| " + List.of(cells).stream().map(ModelCard::cell).collect(Collectors.joining(" | ")) + " |");
    }

    private static String cell(String text) {
        return text.equals("---") ? text : escaped(text).replace("|", "\\|");
    }

    /** Names come from users' files: none of them begins markup of its own. */
    private static String escaped(String text) {
        return text.replaceAll("([\\\\`*_<>\\[\\]#])", "\\\\$1").replace('\n', ' ')
                .replaceAll("\\\\([\\[\\]_])", "$1");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
