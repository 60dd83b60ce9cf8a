package org.whittle.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.Estimate;
import org.whittle.goal.Front;
import org.whittle.goal.Goal;
import org.whittle.goal.Threshold;
import org.whittle.study.LedgerEvent.SearchEnded;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.Trial;
import org.whittle.study.Warning;
import org.whittle.study.Warnings;
import org.whittle.work.TestResult;

/** {@code results/summary.json}: a study in one page, for programs. {@code null} stands for what is not known yet. */
final class Summary {

    /** Version of the file's format. */
    private static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Summary() {
    }

    static byte[] of(Overview overview) {
        try {
            return MAPPER.writeValueAsBytes(tree(overview));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps of text and numbers are always JSON", e);
        }
    }

    private static Map<String, Object> tree(Overview overview) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("format", FORMAT);
        tree.put("study", overview.spec().name());
        tree.put("status", overview.searching() ? "searching" : overview.tested().isEmpty() ? "selecting" : "done");
        tree.put("stop_reason", overview.searching() ? null
                : overview.state().searchEnded().map(SearchEnded::reason).orElse(null));
        tree.put("warnings", overview.warnings().stream().map(w -> {
            Map<String, Object> warning = new LinkedHashMap<>();
            warning.put("code", w.code());
            warning.put("text", w.text());
            return warning;
        }).toList());
        tree.put("objective", overview.spec().objective().metric());
        tree.put("direction", overview.spec().objective().direction().name().toLowerCase(Locale.ROOT));
        if (overview.spec().objectives().several()) {
            tree.put("objectives", overview.spec().objectives().goals().stream().map(Summary::goal).toList());
            tree.put("pareto", overview.front().map(front -> pareto(front, overview)).orElse(null));
        }
        tree.put("best", overview.best().map(t -> trial(t, overview)).orElse(null));
        tree.put("baseline", overview.baseline().map(t -> trial(t, overview)).orElse(null));
        tree.put("advantage", overview.best().flatMap(overview::testOf).filter(r -> !r.advantage().isEmpty())
                .map(r -> estimates(r.advantage())).orElse(null));
        tree.put("selection", new Choosing(overview).tree());
        tree.put("gate", gate(overview));
        tree.put("lock_box_openings", overview.openings());
        tree.put("lock_box_warning", overview.warnings().stream()
                .filter(w -> w.code().equals(Warnings.LOCK_BOX_REOPENED)).map(Warning::text).findFirst().orElse(null));
        tree.put("trials", overview.trials().size());
        Map<String, Object> states = new LinkedHashMap<>();
        overview.trialsByState().forEach((state, count) -> states.put(state.name().toLowerCase(Locale.ROOT), count));
        tree.put("trials_by_state", states);
        tree.put("epochs", overview.epochs());
        tree.put("wall_seconds", overview.wallTime().map(Summary::seconds).orElse(null));
        tree.put("barrier_idle_seconds", overview.idleSeconds());
        tree.put("seed", overview.spec().seed());
        tree.put("data_fingerprint", overview.state().opened().map(StudyOpened::dataFingerprint).orElse(null));
        tree.put("auto", overview.state().opened().map(StudyOpened::chosen).orElse(null));
        tree.put("versions", overview.state().opened().map(StudyOpened::versions).orElse(null));
        return tree;
    }

    private static Map<String, Object> trial(Trial trial, Overview overview) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("trial", trial.id().value());
        tree.put("origin", trial.origin());
        tree.put("bracket", trial.bracket());
        tree.put("state", trial.state().name().toLowerCase(Locale.ROOT));
        tree.put("reason", trial.reason());
        tree.put("fingerprint", trial.configuration().fingerprint());
        tree.put("configuration", trial.configuration().values());
        tree.put("parent", trial.parent().map(p -> p.trial().value()).orElse(null));
        tree.put("epochs", trial.epochs());
        tree.put("epoch", trial.representative(overview.spec().objectives()).map(EpochRecord::epoch).orElse(null));
        tree.put("validation", trial.representative(overview.spec().objectives())
                .map(e -> numbers(e.metrics())).orElse(null));
        tree.put("test", overview.testOf(trial).map(TestResult::metrics).map(Summary::estimates).orElse(null));
        return tree;
    }

    private static Map<String, Object> goal(Goal goal) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("metric", goal.metric());
        tree.put("direction", goal.direction().name().toLowerCase(Locale.ROOT));
        tree.put("bound", goal instanceof Threshold threshold ? threshold.bound() : null);
        return tree;
    }

    private static Map<String, Object> pareto(Front front, Overview overview) {
        Map<String, Object> reference = new LinkedHashMap<>();
        for (int m = 0; m < front.reference().size(); m++) {
            reference.put(overview.spec().objectives().optimized().get(m).metric(), number(front.reference().get(m)));
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("hypervolume", number(front.hypervolume()));
        tree.put("reference", reference);
        tree.put(
                "front",
                front.trials().stream()
                        .map(place -> {
                            Map<String, Object> member = new LinkedHashMap<>();
                            member.put("trial", place.standing().trial().value());
                            for (int g = 0; g < place.standing().values().size(); g++) {
                                member.put(
                                        overview.spec()
                                                .objectives()
                                                .goals()
                                                .get(g)
                                                .metric(),
                                        number(place.standing().values().get(g)));
                            }
                            return member;
                        })
                        .toList());
        return tree;
    }

    private static Map<String, Object> gate(Overview overview) {
        if (overview.tested().isEmpty()) {
            return null;
        }
        Map<String, Object> gate = new LinkedHashMap<>();
        gate.put("met", overview.unmetGate().isEmpty());
        gate.put("unmet", overview.unmetGate());
        return gate;
    }

    private static Map<String, Object> estimates(Map<String, Estimate> estimates) {
        Map<String, Object> tree = new LinkedHashMap<>();
        estimates.forEach((metric, estimate) -> {
            Map<String, Object> interval = new LinkedHashMap<>();
            interval.put("value", number(estimate.value()));
            interval.put("low", number(estimate.low()));
            interval.put("high", number(estimate.high()));
            tree.put(metric, interval);
        });
        return tree;
    }

    private static Map<String, Object> numbers(Map<String, Double> metrics) {
        Map<String, Object> tree = new LinkedHashMap<>();
        metrics.forEach((metric, value) -> tree.put(metric, number(value)));
        return tree;
    }

    /** JSON has no NaN and no infinity. */
    private static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
