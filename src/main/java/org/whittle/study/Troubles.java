package org.whittle.study;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.TrialOutcome;

/** Why trials diverged or failed, and whether a search in which none has succeeded is to go on. */
final class Troubles {

    private final Map<String, Integer> reasons = new TreeMap<>();
    private boolean baselineReported;
    private boolean othersReported;
    private boolean anyCompleted;

    void note(RungFinished rung) {
        baselineReported |= rung.bracket() == 0;
        othersReported |= rung.bracket() > 0;
        for (TrialOutcome outcome : rung.outcomes()) {
            if (outcome instanceof TrialOutcome.Completed) {
                anyCompleted = true;
            } else {
                reasons.merge(outcome instanceof TrialOutcome.Failed failed ? failed.reason()
                        : ((TrialOutcome.Diverged) outcome).reason(), 1, Integer::sum);
            }
        }
    }

    /** Whether no trial has succeeded although the baseline and the first rung beside it have reported. */
    boolean isHopeless() {
        return !anyCompleted && baselineReported && othersReported;
    }

    /** What most trials failed of; there must be one. */
    String common() {
        // A sentence's end is in the middle of another here.
        return reasons.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElseThrow()
                .replaceFirst("\\.$", "");
    }

    /**
     * What must change for a search that failed to go on: any setting that may change, for the trials may have failed
     * for want of memory, say.
     */
    static String rulesOfAFailure(StudySpec spec) {
        return StopRulesText.of(spec.stop())
                + spec.resolved().entrySet().stream()
                        .filter(setting -> setting.getKey().startsWith("spark."))
                        .map(setting -> ", %s = %s".formatted(setting.getKey(), setting.getValue()))
                        .collect(Collectors.joining());
    }
}
