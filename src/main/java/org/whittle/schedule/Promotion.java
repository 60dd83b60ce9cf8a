package org.whittle.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.whittle.goal.Objectives;
import org.whittle.goal.ParetoPlace;
import org.whittle.goal.TrialId;

/**
 * The promotion rule of successive halving: of a rung's trials the best k go on, k being the places of the next rung.
 *
 * <p>Nine outcomes through η = 3, to maximise accuracy. The bracket is 9 × 1, 3 × 3, 1 × 9 (trials × epochs):
 *
 * <pre>
 *   rung 0, 1 epoch: 3 go on
 *   trial 1  0.81  ranked 2  PROMOTED
 *   trial 2  0.62  ranked 6  STOPPED
 *   trial 3  diverged        STOPPED    last, whatever its curve showed before
 *   trial 4  0.79  ranked 3  PROMOTED   as good as trial 7, but proposed earlier
 *   trial 5  0.55  ranked 7  STOPPED
 *   trial 6  failed          STOPPED
 *   trial 7  0.79  ranked 4  STOPPED
 *   trial 8  0.90  ranked 1  PROMOTED
 *   trial 9  0.70  ranked 5  STOPPED
 *
 *   rung 1, 3 epochs: 1 goes on
 *   trial 1  0.93  ranked 2  STOPPED
 *   trial 4  0.90  ranked 3  STOPPED
 *   trial 8  0.92  ranked 1  PROMOTED   what counts is its best epoch, the second, with 0.95; if the study kept last
 *                                       epochs, trial 1 would have gone on
 *   rung 2, 9 epochs: the last
 *   trial 8  0.96  ranked 1  FINISHED
 * </pre>
 *
 * Had all but trials 1 and 8 diverged in rung 0, these two alone would have gone on: a place stays empty rather than go
 * to a trial without a result. A trial that ran out of patience is judged by its best epoch and may be promoted like
 * any other: it trains no further, so it costs nothing and keeps its rank against those that do.
 *
 * <p>With several goals the ranks are those of {@link ParetoPlace}: a whole front goes on before the next one, and of a
 * front that does not fit, the trials that are least crowded.
 */
final class Promotion {

    private Promotion() {
    }

    /** Judges the rung that was finished last: see {@link Scheduler#judge}. */
    static List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        List<Contender> contenders = Contender.of(finished, objectives);
        Map<TrialId, Integer> ranks = ranks(contenders, objectives);
        Map<TrialId, Integer> fronts = fronts(contenders, objectives);
        boolean last = finished.size() == bracket.rungs().size();
        int places = last ? 0 : bracket.rungs().get(finished.size()).trials();
        int promoted = (int) Math.min(places, contenders.stream().filter(Contender::completed).count());
        List<Decision> decisions = new ArrayList<>();
        for (Contender contender : contenders) {
            int rank = ranks.get(contender.trial());
            Verdict verdict = last ? Verdict.FINISHED : rank <= promoted ? Verdict.PROMOTED : Verdict.STOPPED;
            String standing = contender.trouble(objectives).orElseGet(() -> "ranked %s of %s by %s%s%s".formatted(rank,
                    contenders.size(), contender.shows(objectives),
                    objectives.several() ? " on front " + fronts.get(contender.trial()) : "",
                    contender.stoppedEarly() ? ", its best before it ran out of patience" : ""));
            String consequence = last ? "last rung" : promoted + (promoted == 1 ? " goes on" : " go on");
            decisions.add(new Decision(contender.trial(), verdict, standing + "; " + consequence));
        }
        return decisions;
    }

    private static Map<TrialId, Integer> ranks(List<Contender> contenders, Objectives objectives) {
        Map<TrialId, Integer> ranks = new LinkedHashMap<>();
        objectives.ranked(contenders.stream().map(Contender::standing).toList())
                .forEach(s -> ranks.put(s.trial(), ranks.size() + 1));
        return ranks;
    }

    private static Map<TrialId, Integer> fronts(List<Contender> contenders, Objectives objectives) {
        Map<TrialId, Integer> fronts = new LinkedHashMap<>();
        if (objectives.several()) {
            ParetoPlace.of(objectives, contenders.stream().map(Contender::standing).toList())
                    .forEach(p -> fronts.put(p.standing().trial(), p.front()));
        }
        return fronts;
    }
}
