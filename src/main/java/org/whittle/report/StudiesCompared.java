package org.whittle.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.whittle.goal.Direction;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.Objective;
import org.whittle.report.Html.Heading;
import org.whittle.report.Html.Line;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.work.TrialOutcome;

/**
 * Studies of the same objective side by side: what they came to and when, what it cost, their winners, and what
 * mattered.
 */
public final class StudiesCompared {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final List<Compared> studies;
    private final Objective objective;

    /** One of them: where it is, and what it is. */
    public record Member(String directory, StudySpec spec, StudyState state) {
    }

    private record Compared(String name, Member member, Overview overview, Optional<Importance.OfBudget> importance) {
    }

    /**
     * The best objective when so much had been trained.
     *
     * @param epochs of all trials together
     * @param seconds of all rungs together
     */
    private record Step(long epochs, double seconds, double best) {
    }

    /** @throws InvalidInputException if they do not have the same objective: then nothing can be compared */
    public StudiesCompared(List<Member> members) {
        this.objective = members.get(0).spec().objective();
        List<String> others = members.stream().filter(m -> !m.spec().objective().equals(objective))
                .map(m -> "%s has the objective %s, but %s has %s; compare studies of one objective".formatted(
                        m.directory(), m.spec().objective().metric(), members.get(0).directory(), objective.metric()))
                .toList();
        if (!others.isEmpty()) {
            throw new InvalidInputException(others);
        }
        this.studies = new ArrayList<>();
        for (Member member : members) {
            String name = member.directory().replaceFirst("/+$", "").replaceFirst(".*/", "");
            String unique = studies.stream().anyMatch(s -> s.name().equals(name)) ? member.directory() : name;
            studies.add(new Compared(unique, member, Overview.of(member.spec(), member.state()),
                    Importance.ofLargest(member.spec(), member.state())));
        }
    }

    private List<String> headings() {
        return List.of("study", "status", objective.metric(), "test", "baseline", "trials", "epochs", "training",
                "wall time");
    }

    private List<String> cells(Compared study) {
        Overview overview = study.overview();
        return List.of(
                study.name(),
                overview.status(),
                value(overview, overview.best()),
                test(overview),
                value(overview, overview.baseline()),
                Numbers.count(overview.trials().size()),
                Numbers.count(overview.epochs()),
                Numbers.duration(seconds(overview)),
                overview.wallTime()
                        .map(time -> Numbers.duration(time.toMillis() / 1000.0))
                        .orElse("–"));
    }

    private static String value(Overview overview, Optional<Trial> trial) {
        return trial.map(t -> Numbers.metric(t.value(overview.spec().objectives()))).orElse("–");
    }

    private String test(Overview overview) {
        return overview.best().flatMap(overview::testOf)
                .flatMap(test -> Optional.ofNullable(test.metrics().get(objective.metric())))
                .map(e -> Comparison.hasIntervals(overview, objective.metric()) ? Numbers.estimate(e)
                        : Numbers.metric(e.value()))
                .orElse("–");
    }

    private static double seconds(Overview overview) {
        double seconds = 0;
        for (Trial trial : overview.trials()) {
            seconds += trial.seconds();
        }
        return seconds;
    }

    private List<Step> steps(Compared study) {
        List<Step> steps = new ArrayList<>();
        long epochs = 0;
        double seconds = 0;
        double best = Double.NaN;
        for (RungFinished rung : study.member().state().rungs()) {
            epochs += rung.epochsTrained();
            seconds += rung.seconds();
            for (TrialOutcome outcome : rung.outcomes()) {
                if (outcome instanceof TrialOutcome.Completed) {
                    for (EpochRecord epoch : outcome.epochs()) {
                        double value = objective.of(epoch);
                        best = Double.isFinite(value) && (Double.isNaN(best) || objective.isBetter(value, best))
                                ? value : best;
                    }
                }
            }
            if (!Double.isNaN(best)) {
                steps.add(new Step(epochs, seconds, best));
            }
        }
        return steps;
    }

    /** Names of parameters of any of them, in their order. */
    private Set<String> parameters() {
        Set<String> names = new LinkedHashSet<>();
        studies.forEach(study -> names.addAll(study.member().spec().space().names()));
        return names;
    }

    private List<String> winnersLine(String parameter) {
        List<String> cells = new ArrayList<>(List.of(parameter));
        studies.forEach(study -> cells.add(study.overview().best().flatMap(t -> t.configuration().value(parameter))
                .map(Numbers::parameter).orElse("–")));
        return cells;
    }

    private List<String> importanceLine(String parameter) {
        List<String> cells = new ArrayList<>(List.of(parameter));
        studies.forEach(study -> cells.add(study.importance().flatMap(known -> known.parts().stream()
                .filter(part -> part.with().isEmpty() && part.parameter().equals(parameter)).findFirst())
                .map(part -> String.format(Locale.ROOT, "%.1f %%", 100 * part.importance())).orElse("–")));
        return cells;
    }

    private List<String> names(String first) {
        List<String> names = new ArrayList<>(List.of(first));
        studies.forEach(study -> names.add(study.name()));
        return names;
    }

    /** For a terminal: a line a study, then winners and importance, a line a parameter. */
    public String text() {
        List<List<String>> studiesTable = new ArrayList<>(List.of(headings()));
        studies.forEach(study -> studiesTable.add(cells(study)));
        List<List<String>> winners = new ArrayList<>(List.of(names("winner, or best so far")));
        List<List<String>> importance = new ArrayList<>(List.of(names("importance")));
        parameters().forEach(parameter -> {
            winners.add(winnersLine(parameter));
            importance.add(importanceLine(parameter));
        });
        return aligned(studiesTable) + "\n" + aligned(winners) + "\n" + aligned(importance);
    }

    private static String aligned(List<List<String>> table) {
        StringBuilder text = new StringBuilder();
        for (List<String> line : table) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = table.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
                row.append(String.format("%-" + (width + 2) + "s", line.get(i)));
            }
            text.append(row.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** For programs. {@code null} stands for what is not known. */
    public String json() {
        return json(studies.stream().map(this::tree).toList());
    }

    private static String json(Object tree) {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps of text and numbers are always JSON", e);
        }
    }

    private Map<String, Object> tree(Compared study) {
        Overview overview = study.overview();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("study", study.member().directory());
        tree.put("name", study.name());
        tree.put("status", overview.status());
        tree.put("objective", objective.metric());
        tree.put("direction", objective.direction() == Direction.MAXIMIZE ? "maximize" : "minimize");
        tree.put("best_trial", overview.best().map(t -> t.id().value()).orElse(null));
        tree.put("best", overview.best().map(t -> known(t.value(overview.spec().objectives()))).orElse(null));
        tree.put("baseline", overview.baseline().map(t -> known(t.value(overview.spec().objectives()))).orElse(null));
        Optional<Estimate> test = overview.best().flatMap(overview::testOf)
                .flatMap(result -> Optional.ofNullable(result.metrics().get(objective.metric())));
        tree.put("test", test.map(e -> known(e.value())).orElse(null));
        tree.put("test_low", test.map(e -> known(e.low())).orElse(null));
        tree.put("test_high", test.map(e -> known(e.high())).orElse(null));
        tree.put("configuration", overview.best().map(t -> t.configuration().values()).orElse(null));
        tree.put("trials", overview.trials().size());
        tree.put("epochs", overview.epochs());
        tree.put("training_seconds", seconds(overview));
        tree.put("wall_seconds", overview.wallTime().map(time -> time.toMillis() / 1000.0).orElse(null));
        tree.put("importance", study.importance().map(Importance.OfBudget::parts).orElse(List.of()));
        tree.put("progress", steps(study));
        return tree;
    }

    private static Double known(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** For people: one file that needs no network. */
    public String page() {
        Html html = new Html();
        html.element("h1", "", studies.size() + " studies side by side");
        html.table("The best of each on validation rows, and on test rows where those were opened.",
                headings().stream().map(Heading::text).toList(),
                studies.stream().map(study -> new Line(cells(study), false)).toList());
        html.heading("Best so far");
        html.raw("<div class=\"beside\">");
        html.chart("by-epochs", "The best %s when so many epochs had been trained, by all trials together."
                .formatted(objective.metric()));
        html.chart("by-seconds", "The same by the seconds that rungs took.");
        html.raw("</div>");
        html.heading("Winners");
        html.table("The winner of each, or its best trial so far.",
                names("parameter").stream().map(Heading::text).toList(),
                parameters().stream().map(p -> new Line(winnersLine(p), false)).toList());
        html.heading("Importance");
        html.table("Share of the variance that each parameter explains alone.",
                names("parameter").stream().map(Heading::text).toList(),
                parameters().stream().map(p -> new Line(importanceLine(p), false)).toList());
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("metric", objective.metric());
        data.put("maximize", objective.direction() == Direction.MAXIMIZE);
        data.put("trials", List.of());
        data.put("studies", studies.stream().map(study -> Map.of("name", study.name(), "steps", steps(study)))
                .toList());
        return StudyPage.fill("Studies side by side – Whittle", html.toString(), json(data), false,
                List.of("base.js", "compare.js"));
    }
}
