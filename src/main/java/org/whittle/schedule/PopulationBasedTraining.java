package org.whittle.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;

/**
 * Population based training (Jaderberg et al. 2017, "Population Based Training of Neural Networks"): a population is
 * trained side by side, and after every generation the worst are replaced by copies of the best, weights and optimizer
 * state included, that go on with changed hyperparameters. So it finds a schedule of hyperparameters, not one setting.
 *
 * <p>This is <em>exploit</em> by the paper's truncation selection: the bottom 20 % end, and each is followed by a copy
 * of a trial drawn from the top 20 %. <em>Explore</em>, which needs the search space, is the study's. A generation is a
 * rung, the population is a bracket, and a copy is a trial of its own: a trial stays one configuration under training.
 *
 * <p>Five trials after a generation, to maximise accuracy; one of them is 20 %:
 *
 * <pre>
 *   trial 1  0.81  ranked 2  PROMOTED
 *   trial 2  0.62  ranked 4  PROMOTED
 *   trial 3  0.55  ranked 5  STOPPED    followed by a copy of trial 5, which is trial 6
 *   trial 4  0.79  ranked 3  PROMOTED
 *   trial 5  0.90  ranked 1  PROMOTED
 * </pre>
 *
 * <p>Trials that diverged or failed are the worst; where they are more than 20 %, the others of them end without a
 * successor, and the population shrinks. A trial that ran out of patience is not copied: its weights are past its best
 * epoch. If there is none to copy, all go on.
 *
 * <p>As everywhere, a trial is worth what {@link Objectives#representative} says, of the epochs since it was copied:
 * with {@code training.keep = last-epoch} what it shows now, as in the paper.
 *
 * @param population n: trials under training at once, at least 2
 * @param maxEpochs R
 * @param interval epochs of a generation; the last is shorter if R is no multiple of it
 */
public record PopulationBasedTraining(int population, int maxEpochs, int interval) implements Scheduler {

    /** One in so many is replaced: 20 %. */
    private static final int SHARE = 5;

    public PopulationBasedTraining {
        Require.atLeast(2, "population", population, 20);
        Require.atLeast(1, "max-epochs", maxEpochs, 27);
        Require.atLeast(1, "population-based-training.interval", interval, 3);
    }

    @Override
    public String name() {
        return "population-based-training";
    }

    @Override
    public String describe() {
        return ("%d trials side by side; every %d epochs the worst 20 %% of them end, and copies of the best go on in "
                + "their place with other hyperparameters.").formatted(population, interval);
    }

    @Override
    public int iterations() {
        return 1;
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        return new Population(population, population).bracket(iteration, firstNumber,
                Barriers.epochs(interval, interval, maxEpochs));
    }

    @Override
    public int copies(BracketPlan bracket) {
        return quota(bracket) * (bracket.rungs().size() - 1);
    }

    /** Trials that are replaced after a generation, none in a population of one. */
    private static int quota(BracketPlan bracket) {
        return bracket.trials() < 2 ? 0 : Math.max(1, bracket.trials() / SHARE);
    }

    @Override
    public List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        if (finished.size() == bracket.rungs().size()) {
            return Promotion.judge(bracket, finished, objectives);
        }
        List<Contender> contenders = Contender.of(finished, objectives);
        List<Contender> ranked = ranked(contenders, objectives);
        Optional<Succession> succession = succession(bracket, ranked);
        Map<TrialId, Integer> ranks = new LinkedHashMap<>();
        ranked.forEach(c -> ranks.put(c.trial(), ranks.size() + 1));
        List<Decision> decisions = new ArrayList<>();
        for (Contender contender : contenders) {
            boolean replaced = succession.isPresent() && succession.get().ending().contains(contender.trial());
            String standing = contender.trouble(objectives).orElseGet(() -> "ranked %s of %s by %s".formatted(
                    ranks.get(contender.trial()), contenders.size(), contender.shows(objectives)));
            String consequence = replaced ? "makes room for a copy of " + succession.get().parents().stream()
                    .map(TrialId::toString).collect(Collectors.joining(" or "))
                    : contender.completed() ? "goes on" : "ends";
            decisions.add(new Decision(contender.trial(), replaced || !contender.completed() ? Verdict.STOPPED
                    : Verdict.PROMOTED, standing + "; " + consequence));
        }
        return decisions;
    }

    @Override
    public Optional<Succession> succession(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        return finished.size() == bracket.rungs().size() ? Optional.empty()
                : succession(bracket, ranked(Contender.of(finished, objectives), objectives));
    }

    private static Optional<Succession> succession(BracketPlan bracket, List<Contender> ranked) {
        int quota = quota(bracket);
        int staying = ranked.size() - Math.min(quota, ranked.size() / 2);
        List<TrialId> ending = ranked.stream().skip(staying).map(Contender::trial).sorted().toList();
        List<TrialId> parents = ranked.stream().limit(staying).filter(c -> c.completed() && !c.stoppedEarly())
                .map(Contender::trial).limit(quota).toList();
        return parents.isEmpty() || ending.isEmpty() ? Optional.empty()
                : Optional.of(new Succession(ending, parents));
    }

    private static List<Contender> ranked(List<Contender> contenders, Objectives objectives) {
        Map<TrialId, Contender> byTrial = new LinkedHashMap<>();
        contenders.forEach(c -> byTrial.put(c.trial(), c));
        return objectives.ranked(contenders.stream().map(Contender::standing).toList()).stream()
                .map(s -> byTrial.get(s.trial())).toList();
    }
}
