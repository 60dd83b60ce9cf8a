package org.whittle.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.whittle.goal.CutRule;
import org.whittle.study.LedgerEvent.CheapestTaken;
import org.whittle.study.LedgerEvent.FittedRule;
import org.whittle.study.LedgerEvent.RulesFitted;
import org.whittle.study.StudyState;
import org.whittle.study.WinnerSpec;

/** How the winner was chosen and how its outputs are read, where that is not the standard way. */
final class Choosing {

    private final Overview overview;
    private final Optional<CheapestTaken> cheapest;
    private final List<FittedRule> rules;

    Choosing(Overview overview) {
        this.overview = overview;
        StudyState since = overview.state().sinceSearchEnded();
        boolean chosen = overview.winner().isPresent();
        cheapest = chosen ? since.cheapestTaken() : Optional.empty();
        rules = chosen ? since.rulesFitted().map(RulesFitted::rules).orElse(List.of()) : List.of();
    }

    /** Of the winner, if it was asked about. */
    Optional<FittedRule> ofWinner() {
        return rules.stream().filter(rule -> overview.winner().filter(w -> w.id().equals(rule.trial())).isPresent())
                .findFirst();
    }

    /** Sentences for people. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        cheapest.ifPresent(why -> sentences.add(
                "Cheapest of %s within one standard error (%s) of the best, trial %s: %s parameters where that has %s."
                        .formatted(why.candidates() == 1 ? "one trial" : why.candidates() + " trials",
                                Numbers.metric(why.standardError()), why.best(), Numbers.count(why.parameters()),
                                Numbers.count(why.bestParameters()))));
        ofWinner().ifPresent(fitted -> {
            WinnerSpec how = overview.spec().winner();
            if (how.threshold() != CutRule.FIXED) {
                sentences.add("Threshold %s (%s), by %s validation rows.".formatted(
                        Numbers.metric(fitted.rule().threshold()), how.threshold().name().toLowerCase(Locale.ROOT),
                        Numbers.count(fitted.rows())));
            }
            if (how.calibration() == WinnerSpec.Calibration.TEMPERATURE) {
                sentences.add("Temperature %s: calibration error %s, before %s, on %s validation rows.".formatted(
                        Numbers.metric(fitted.rule().temperature()), Numbers.metric(fitted.errorAfter()),
                        Numbers.metric(fitted.errorBefore()), Numbers.count(fitted.rows())));
            }
        });
        return sentences;
    }

    /** The same for programs; {@code null} where all is standard. */
    Map<String, Object> tree() {
        if (cheapest.isEmpty() && rules.isEmpty()) {
            return null;
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("best_trial", cheapest.map(why -> why.best().value()).orElse(null));
        tree.put("standard_error", cheapest.map(CheapestTaken::standardError).orElse(null));
        tree.put("candidates", cheapest.map(CheapestTaken::candidates).orElse(null));
        tree.put("parameters", cheapest.map(CheapestTaken::parameters).orElse(null));
        tree.put("best_parameters", cheapest.map(CheapestTaken::bestParameters).orElse(null));
        tree.put("rules", rules.stream().map(fitted -> {
            Map<String, Object> rule = new LinkedHashMap<>();
            rule.put("trial", fitted.trial().value());
            rule.put("threshold", fitted.rule().threshold());
            rule.put("temperature", fitted.rule().temperature());
            rule.put("rows", fitted.rows());
            rule.put("ece_before", finite(fitted.errorBefore()));
            rule.put("ece_after", finite(fitted.errorAfter()));
            return rule;
        }).toList());
        return tree;
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
