package org.whittle.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.whittle.goal.ClassRule;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.study.LedgerEvent.FittedRule;
import org.whittle.study.LedgerEvent.RefitRejected;
import org.whittle.study.LedgerEvent.Refitted;
import org.whittle.study.LedgerEvent.RulesFitted;
import org.whittle.study.LedgerEvent.WinnerSelected;
import org.whittle.work.FinalModel;
import org.whittle.work.HeldOut;
import org.whittle.work.RefitTask;

/**
 * Selects the winner and refits it, and whoever comes next where a refit has a {@linkplain FinalModel#flaw flaw}: a
 * network with one is never shipped.
 *
 * <pre>
 *   best trial, its own seed -> another seed -> next best trial, its own seed -> ... -> no trial left: the study fails
 * </pre>
 *
 * <p>A baseline that cannot be refitted to something finite is left out of the comparison. Each rejected refit is
 * committed before the next one is begun, so a driver that died is followed by another that goes on with the next.
 */
final class Refitting {

    /** Seeds that a trial is refitted with before the next best trial has its turn. */
    static final int SEEDS = 2;

    private final StudySpec spec;
    private final Study.Ports ports;

    Refitting(StudySpec spec, Study.Ports ports) {
        this.spec = spec;
        this.ports = ports;
    }

    /**
     * Commits what is not committed yet, up to the refitted models.
     *
     * @throws StudyException if no trial has a result, or no refit of any can be shipped
     */
    void run() {
        for (StudyState past = state(); past.sinceSearchEnded().refitted().isEmpty(); past = state()) {
            StudyState since = past.sinceSearchEnded();
            if (since.winner().isEmpty() || rejections(since, since.winner().get().trial()) >= SEEDS) {
                select(past, since);
            } else if (spec.winner().readsOutputs() && !rulesAreFitted(since)) {
                fitRules(past, since.winner().get());
            } else {
                refit(past, since);
            }
        }
    }

    private void select(StudyState past, StudyState since) {
        List<Trial> trials = past.trials();
        List<Trial> left = trials.stream().filter(t -> rejections(since, t.id()) < SEEDS).toList();
        Trial best = StudyState.best(left, spec).orElseThrow(() -> new StudyException(since.winner().isEmpty()
                ? "No trial has a result. " + trials.stream().map(Trial::reason).filter(r -> !r.isEmpty())
                        .findFirst().map(r -> "The first reason: " + r).orElse("")
                : "No network can be shipped: every refit of every trial was rejected, the last one because it %s."
                        .formatted(last(since.rejectedRefits()).reason())));
        int baselineEpoch = trials.stream().filter(t -> t.id().equals(TrialId.BASELINE))
                .map(t -> t.standing(spec.objectives()).epoch()).findFirst().orElse(0);
        List<LedgerEvent> events = new ArrayList<>();
        Trial winner = best;
        if (spec.winner().rule() == WinnerSpec.Rule.ONE_STANDARD_ERROR) {
            Cheapest.Choice choice = new Cheapest(spec, ports, past).within(best, left);
            events.add(choice.why());
            winner = choice.winner();
        }
        Standing standing = winner.standing(spec.objectives());
        events.add(0, new WinnerSelected(winner.id(), standing.epoch(), standing.value(), baselineEpoch));
        ports.ledger().append(events);
    }

    /** Whether they are those of the winner that was selected last. */
    private static boolean rulesAreFitted(StudyState since) {
        return since.rulesFitted().filter(fitted -> fitted.rules().get(0).trial()
                .equals(since.winner().orElseThrow().trial())).isPresent();
    }

    private void fitRules(StudyState past, WinnerSelected winner) {
        ports.listener().step("training the winner (trial %s) once more, to read its outputs by validation rows"
                .formatted(winner.trial()));
        Asked asked = new Asked(spec, ports, past);
        List<TrialId> trials = new ArrayList<>(List.of(winner.trial()));
        if (spec.winner().fitsRules() && winner.baselineEpoch() > 0 && !winner.trial().equals(TrialId.BASELINE)) {
            trials.add(TrialId.BASELINE);
        }
        List<HeldOut> said = asked.about(trials, 0);
        List<FittedRule> rules = new ArrayList<>();
        for (TrialId trial : trials) {
            rules.add(HeldOutRows.of(trial, said).map(rows -> rows.fitted(spec.winner()))
                    .orElseGet(() -> new FittedRule(trial, ClassRule.STANDARD, 0, Double.NaN, Double.NaN)));
        }
        asked.keep(trials, said, rules);
        ports.ledger().append(List.of(new RulesFitted(rules)));
    }

    private static ClassRule rule(StudyState since, TrialId trial) {
        return since.rulesFitted().flatMap(fitted -> fitted.rules().stream()
                .filter(rule -> rule.trial().equals(trial)).findFirst()).map(FittedRule::rule)
                .orElse(ClassRule.STANDARD);
    }

    private void refit(StudyState past, StudyState since) {
        WinnerSelected winner = since.winner().orElseThrow();
        List<RefitTask> tasks = new ArrayList<>();
        int attempt = rejections(since, winner.trial());
        tasks.add(new RefitTask(
                winner.trial(),
                segments(past.trials(), winner.trial(), winner.epoch(), id -> seed(id, attempt)),
                Study.MODEL,
                true,
                rule(since, winner.trial())));
        int baselineAttempt = rejections(since, TrialId.BASELINE);
        if (winner.baselineEpoch() > 0 && !winner.trial().equals(TrialId.BASELINE) && baselineAttempt < SEEDS) {
            tasks.add(new RefitTask(TrialId.BASELINE, segments(past.trials(), TrialId.BASELINE, winner.baselineEpoch(),
                    id -> seed(id, baselineAttempt)), Study.BASELINE_MODEL, false, rule(since, TrialId.BASELINE)));
        }
        ports.listener()
                .step("refitting the winner (trial %s) on training and validation rows%s"
                        .formatted(winner.trial(), attempt == 0 ? "" : " with another seed"));
        List<FinalModel> models = ports.finals().refit(tasks);
        List<LedgerEvent> rejected = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            if (!tasks.get(i).admits(models.get(i))) {
                rejected.add(rejected(models.get(i), i == 0 ? attempt : baselineAttempt));
            }
        }
        // All are trained again beside the one that is: that is rare, and gives the same networks.
        ports.ledger().append(rejected.isEmpty() ? List.of(new Refitted(models)) : rejected);
    }

    private RefitRejected rejected(FinalModel model, int attempt) {
        String reason = model.flaw().orElseThrow();
        ports.listener().step("the refit of trial %s %s: it is not used".formatted(model.trial(), reason));
        return new RefitRejected(model.trial(), attempt, model.trainLoss(), model.constantLoss(), reason);
    }

    /** Key of the random streams of a trial's refit. */
    private long seed(TrialId id, int attempt) {
        long seed = BracketRun.seed(spec, id);
        return attempt == 0 ? seed : RandomStream.ofSeed(seed).child("refit").child(attempt).seed();
    }

    /**
     * A trial's training from its beginning: first those that it descends from, each until it was copied.
     *
     * @param seed of each
     */
    static List<RefitTask.Segment> segments(List<Trial> trials, TrialId id, int epochs, ToLongFunction<TrialId> seed) {
        Trial trial = trials.get(id.value());
        List<RefitTask.Segment> segments = trial.parent()
                .map(parent -> segments(trials, parent.trial(), parent.epoch(), seed)).orElseGet(ArrayList::new);
        segments.add(new RefitTask.Segment(trial.configuration(), epochs, seed.applyAsLong(id)));
        return segments;
    }

    private static int rejections(StudyState since, TrialId trial) {
        return (int) since.rejectedRefits().stream().filter(r -> r.trial().equals(trial)).count();
    }

    private static RefitRejected last(List<RefitRejected> rejected) {
        return rejected.get(rejected.size() - 1);
    }

    private StudyState state() {
        return new StudyState(ports.ledger().read());
    }
}
