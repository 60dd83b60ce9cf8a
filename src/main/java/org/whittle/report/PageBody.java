package org.whittle.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.Front;
import org.whittle.goal.Goal;
import org.whittle.goal.ParetoPlace;
import org.whittle.goal.Threshold;
import org.whittle.goal.TrialId;
import org.whittle.report.Html.Heading;
import org.whittle.report.Html.Line;
import org.whittle.schedule.BracketPlan;
import org.whittle.study.Gate;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.Trial;

/** The page's text and tables. */
final class PageBody {

    /** Of tables that grow with the study; files have all. */
    private static final int MOST_ROWS = 200;
    private static final String IDLE =
            "Idle: seconds that slots waited for the rung's last trial, summed over slots.";

    private final Overview overview;
    private final String directory;
    private final Optional<ImageSheet> images;
    private final Optional<SeenFeatures> seen;
    private final Optional<PredictedRows> predicted;
    private final Optional<Importance.OfBudget> importance;
    private final Html html = new Html();

    /**
     * @param directory of the study, with its scheme
     */
    PageBody(Overview overview, Optional<Importance.OfBudget> importance, String directory,
             Optional<ImageSheet> images, Optional<SeenFeatures> seen, Optional<PredictedRows> predicted) {
        this.predicted = predicted;
        this.importance = importance;
        this.seen = seen;
        this.images = images;
        this.overview = overview;
        this.directory = directory;
    }

    String html() {
        head();
        comparison();
        seen.ifPresent(features -> html.element("p", "", features.text(
                overview.winner().isPresent() ? "The winner" : "The best trial so far")));
        overview.fitText().ifPresent(text -> html.element("p", "", text));
        overview.front().ifPresent(this::front);
        predicted.ifPresent(rows -> rows.write(html));
        new PageViews(overview, importance).write(html);
        images.ifPresent(sheet -> sheet.write(html));
        rungs();
        trials();
        provenance();
        return html.toString();
    }

    private void head() {
        overview.warnings().forEach(warning -> html.element("p", "class=\"warning\" role=\"alert\" data-code=\"%s\""
                .formatted(warning.code()), warning.text()));
        html.element("h1", "", "Study " + overview.spec().name());
        html.element("p", "class=\"soft\"", "%s – %s · sampler %s · scheduler %s · seed %d".formatted(
                overview.status(), overview.spec().objectives().goals().stream().map(PageBody::goal)
                        .collect(Collectors.joining(", ")), overview.sampler(),
                overview.spec().scheduler().name(), overview.spec().seed()));
        overview.unmetGate().forEach(unmet -> html.element("p", "class=\"warning\"", unmet));
        html.raw("<ul class=\"figures\">");
        overview.best().ifPresent(this::result);
        figure(Numbers.count(overview.trials().size()), "trials");
        figure(Numbers.count(overview.epochs()), "epochs");
        overview.wallTime().ifPresent(time -> figure(Numbers.duration(time.toMillis() / 1000.0), "wall time"));
        figure(Numbers.duration(overview.idleSeconds()), "idle at barriers, all slots");
        html.raw("</ul>");
        overview.failures().forEach(why -> html.element("p", "", why));
    }

    private static String goal(Goal goal) {
        return goal instanceof Threshold threshold ? "%s %s %s".formatted(goal.metric(),
                goal.direction() == Direction.MAXIMIZE ? "at least" : "at most", Numbers.parameter(threshold.bound()))
                : goal.direction().name().toLowerCase(Locale.ROOT) + " " + goal.metric();
    }

    private void result(Trial best) {
        String metric = overview.spec().objective().metric();
        figure(Numbers.metric(best.value(overview.spec().objectives())), Comparison.validation(metric));
        overview.testOf(best).ifPresent(test -> {
            Optional.ofNullable(test.metrics().get(metric)).ifPresent(e -> figure(Numbers.metric(e.value()),
                    "test " + metric + interval(e)));
            Optional.ofNullable(test.advantage().get(metric)).ifPresent(e -> figure(Numbers.signed(e.value()),
                    "over the baseline" + interval(e)));
        });
    }

    private String interval(Estimate estimate) {
        return Comparison.hasIntervals(overview, overview.spec().objective().metric())
                ? ", 95 %% in %s".formatted(Numbers.interval(estimate)) : "";
    }

    private void comparison() {
        Optional<Trial> best = overview.best();
        if (best.isEmpty()) {
            html.element("p", "", "No trial has a result yet.");
            return;
        }
        String role = overview.winner().isPresent() ? "Winner"
                : overview.state().shipsNothing() ? "Best" : "Best so far";
        html.heading(overview.baselineWon() ? "The baseline won" : role + " and baseline");
        List<Heading> headings = new ArrayList<>(List.of(Heading.text("metric"),
                Heading.text("%s (trial %s)".formatted(role.toLowerCase(Locale.ROOT), best.get().id()))));
        boolean compared = !best.get().id().equals(TrialId.BASELINE);
        if (compared) {
            headings.addAll(List.of(Heading.text("baseline (trial 0)"), Heading.text("difference")));
        }
        List<Line> lines = Comparison.of(overview).stream().map(c -> compared
                ? Line.of(c.metric(), c.best(), c.baseline(), c.difference()) : Line.of(c.metric(), c.best())).toList();
        html.table(
                overview.tested().isEmpty()
                        ? "The test rows have not been looked at."
                        : Comparison.brackets(overview)
                                .map(what -> "In brackets: " + what + ", paired for differences.")
                                .orElse(""),
                headings,
                lines);
        if (!overview.tested().isEmpty()
                && !overview.spec().gate().equals(Gate.NONE)
                && overview.unmetGate().isEmpty()) {
            html.element("p", "", "The gate is met.");
        }
        List<Line> parameters = new ArrayList<>();
        for (String name : overview.spec().space().names()) {
            parameters.add(Line.of(name, parameter(best, name), parameter(overview.baseline(), name),
                    overview.spec().space().dimension(name).orElseThrow().parameter().domain()));
        }
        html.raw("<p></p>").table("Configurations", List.of(Heading.text("parameter"), Heading.text(role.toLowerCase(
                Locale.ROOT)), Heading.text("baseline"), Heading.text("domain")), parameters);
    }

    private void front(Front front) {
        html.heading("Front");
        List<String> metrics = overview.spec().objectives().optimized().stream().map(Goal::metric).toList();
        html.raw("<div class=\"beside\">");
        html.chart("front", "Validation %s of every trial. On the front, no other trial is better by one objective and "
                .formatted(overview.spec().objectives().goals().stream().map(Goal::metric)
                        .collect(Collectors.joining(", "))) + "no worse by the others.");
        html.chart("hypervolume", "Hypervolume that trials had found, in the order of proposal, up to the worst values "
                + "of all that keep the thresholds.");
        html.raw("</div>");
        if (front.trials().isEmpty()) {
            html.element("p", "", "No trial keeps the thresholds.");
            return;
        }
        List<String> reference = new ArrayList<>();
        for (int m = 0; m < metrics.size(); m++) {
            reference.add(metrics.get(m) + " " + Numbers.metric(front.reference().get(m)));
        }
        List<Heading> headings = new ArrayList<>(List.of(Heading.number("trial"), Heading.number("epochs"),
                Heading.number("epoch")));
        overview.goalMetrics().forEach(m -> headings.add(Heading.number(m)));
        overview.varyingParameters().forEach(name -> headings.add(Heading.text(name)));
        List<Line> lines = new ArrayList<>();
        for (ParetoPlace place : front.trials().subList(0, Math.min(MOST_ROWS, front.trials().size()))) {
            Trial trial = overview.trials().stream().filter(t -> t.id().equals(place.standing().trial())).findFirst()
                    .orElseThrow();
            List<String> cells = new ArrayList<>(List.of(trial.id().toString(), String.valueOf(trial.epochs()),
                    String.valueOf(place.standing().epoch())));
            overview.goalMetrics().forEach(m -> cells.add(Numbers.metric(overview.value(trial, m))));
            overview.varyingParameters().forEach(name -> cells.add(parameter(Optional.of(trial), name)));
            lines.add(new Line(cells, overview.winner().filter(w -> w.id().equals(trial.id())).isPresent()));
        }
        html.table(
                "%s of %s trials. Hypervolume %s, beyond %s."
                        .formatted(
                                Numbers.count(front.trials().size()),
                                Numbers.count(front.places().size()),
                                Numbers.metric(front.hypervolume()),
                                String.join(", ", reference)),
                headings,
                lines);
    }

    private void rungs() {
        List<RungTable.Judged> rungs = RungTable.judged(overview);
        if (rungs.isEmpty()) {
            return;
        }
        html.heading("Brackets and rungs");
        html.table(rungs.size() <= MOST_ROWS ? IDLE : "The last %d of %s. %s All are in results/rungs.parquet."
                        .formatted(MOST_ROWS, Numbers.count(rungs.size()), IDLE),
                Stream.of("bracket", "rung", "epochs", "trials", "completed", "diverged", "failed", "promoted",
                        "best " + overview.spec().objective().metric(), "best trial", "seconds", "idle")
                        .map(Heading::number).toList(),
                rungs.stream().skip(Math.max(0, rungs.size() - MOST_ROWS)).map(PageBody::rung).toList());
    }

    private static Line rung(RungTable.Judged judged) {
        int bracket = judged.rung().bracket();
        return Line.of(
                bracket == 0 ? "baseline" : BracketPlan.isOfFinalists(bracket) ? "finalists" : String.valueOf(bracket),
                String.valueOf(judged.rung().rung()),
                String.valueOf(judged.rung().epochs()),
                String.valueOf(judged.rung().outcomes().size()),
                String.valueOf(judged.completed()),
                String.valueOf(judged.diverged()),
                String.valueOf(judged.failed()),
                String.valueOf(judged.promoted()),
                judged.best().map(b -> Numbers.metric(b.value())).orElse("-"),
                judged.best().map(b -> b.trial().toString()).orElse("-"),
                String.format(Locale.ROOT, "%.1f", judged.rung().seconds()),
                String.format(Locale.ROOT, "%.1f", judged.rung().idleSeconds()));
    }

    private void trials() {
        if (!overview.trials().isEmpty()) {
            html.heading("All trials");
            html.raw("<figure>").element("figcaption", "", ("%s trials, best first. Only: words that a row has, and "
                            + "comparisons such as epochs>5. A trial's number shows all about it.")
                            .formatted(Numbers.count(overview.trials().size())))
                    .raw("<div class=\"trials\" id=\"trials\"></div></figure>");
        }
    }

    private void provenance() {
        html.heading("Provenance");
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of("directory", directory));
        overview.state().opened().ifPresent(opened -> {
            lines.add(Line.of("opened", opened.at().toString()));
            lines.add(Line.of("data fingerprint", opened.dataFingerprint()));
            opened.chosen().forEach((setting, value) -> lines.add(Line.of(setting + " (auto)", value)));
        });
        new Choosing(overview).sentences().forEach(sentence -> lines.add(Line.of("selection", sentence)));
        lines.add(Line.of("lock box", overview.openings() == 0 ? "never opened"
                : overview.openings() == 1 ? "opened once" : "opened %d times".formatted(overview.openings())));
        overview.winner().flatMap(t -> t.representative(overview.spec().objectives())).map(EpochRecord::epoch)
                .ifPresent(epoch -> lines.add(Line.of("epochs of the winner's refit", String.valueOf(epoch))));
        overview.state().opened().map(StudyOpened::versions).ifPresent(versions ->
                versions.forEach((name, version) -> lines.add(Line.of(name, version))));
        html.table("", List.of(Heading.text("what"), Heading.text("value")), lines);
        List<Line> settings = new ArrayList<>();
        for (Map.Entry<String, String> setting : overview.spec().resolved().entrySet()) {
            settings.add(Line.of(setting.getKey(), setting.getValue()));
        }
        if (!settings.isEmpty()) {
            html.raw("<details><summary>All settings, defaults included</summary>")
                    .table("", List.of(Heading.text("setting"), Heading.text("value")), settings).raw("</details>");
        }
    }

    private void figure(String value, String what) {
        html.raw("<li>").element("b", "", value).element("span", "", what).raw("</li>");
    }

    private static String parameter(Optional<Trial> trial, String name) {
        return trial.flatMap(t -> t.configuration().value(name)).map(Numbers::parameter).orElse("–");
    }
}
