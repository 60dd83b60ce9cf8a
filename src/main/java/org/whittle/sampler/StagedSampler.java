package org.whittle.sampler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;
import org.whittle.work.Observation;

/**
 * Tunes groups of parameters one after another, so that each is seen by itself.
 *
 * <p>A stage is so many trials. In it, one group varies and another sampler proposes; all other parameters are held at
 * the incumbent, which is at first the baseline. When a stage is over, its best trial is the new incumbent, unless the
 * old one did better at the same budget. With trial 0 the baseline and 3 trials a stage:
 *
 * <pre>
 *   trials 1–3   optimizer and rate vary     layers and units as in the baseline
 *   trials 4–6   layers and units vary       optimizer and rate as in the best of 0–3
 *   trials 7–9   optimizer and rate vary     layers and units as in the best of 0–6
 * </pre>
 *
 * <p>Parameters that are in no group make a last one, and after the last group comes the first again. A population that
 * begins before a stage is over goes on with the next one, which then holds to what is known by that time: populations
 * that are stages, or fractions of one, waste least. A group with no configuration left passes its turn on; when all
 * have none, the whole space is searched.
 *
 * <p><b>Conditions.</b> A parameter that the incumbent does not have, because its condition is false there, has nothing
 * to be held at; it varies in whatever stage brings it to life, besides its own. So no group can be cut off from what
 * its conditions read. Constraints hold for whole configurations, as ever.
 *
 * <p>The inner sampler is told of the trials that agree with the incumbent in all that is held, whatever stage they
 * were for, and of no others.
 *
 * @param inner proposes within a stage
 * @param trials a stage has, at least 1
 * @param groups names of parameters, in the order of their stages; those that a space does not have are passed over
 */
public record StagedSampler(Sampler inner, int trials, List<List<String>> groups) implements Sampler {

    public StagedSampler {
        if (trials < 1) {
            throw new IllegalArgumentException(
                    "The trials of a stage (%d) must be at least 1. Maybe set search.staged.trials = 27."
                            .formatted(trials));
        }
        groups = groups.stream().map(List::copyOf).toList();
    }

    @Override
    public String name() {
        return "staged";
    }

    @Override
    public boolean learns() {
        return true;
    }

    /** With {@code auto} within the stages, all of them have the sampler that the largest one gets. */
    @Override
    public StagedSampler in(SearchSpace space) {
        return inner instanceof AutoSampler
                ? new StagedSampler(
                        AutoSampler.of(
                                stages(space).stream().mapToInt(Set::size).max().orElse(0)),
                        trials,
                        groups)
                : this;
    }

    @Override
    public String describe(SearchSpace space) {
        Sampler within = in(space).inner();
        return ("Stages of %d trials, one group of parameters after another: %s; the others stay at the best so far. "
                + "Within a stage, %s: %s")
                .formatted(
                        trials,
                        stages(space).stream()
                                .map(stage -> String.join(", ", stage))
                                .collect(Collectors.joining("; then ")),
                        within.name(),
                        within.describe(space));
    }

    @Override
    public List<Configuration> ask(SearchSpace space, History told, int count, RandomStream random) {
        if (count < 1) {
            throw new IllegalArgumentException("%d configurations were asked for".formatted(count));
        }
        List<Set<String>> stages = stages(space);
        List<Configuration> asked = new ArrayList<>();
        // Without a baseline in the space there is nothing to hold on to.
        boolean staged = told.proposed().stream().anyMatch(space::admits);
        for (int passed = 0; staged && asked.size() < count && passed < stages.size();) {
            History known = told.withProposed(asked);
            int place = known.proposed().size() - 1;
            int stage = place / trials;
            int wanted = Math.min(count - asked.size(), trials - place % trials);
            Map<String, Object> held = new TreeMap<>(incumbent(space, known, stage).values());
            held.keySet().removeAll(stages.get((stage + passed) % stages.size()));
            SearchSpace varied = space.holding(held);
            List<Configuration> more = inner.ask(varied, within(varied, held, known), wanted,
                    random.child("staged").child(stage + passed));
            asked.addAll(more);
            passed = more.size() < wanted ? passed + 1 : 0;
        }
        if (asked.size() < count) {
            asked.addAll(inner.ask(space, told.withProposed(asked), count - asked.size(), random.child("staged")));
        }
        return asked;
    }

    private List<Set<String>> stages(SearchSpace space) {
        List<Set<String>> stages = new ArrayList<>();
        Set<String> rest = new LinkedHashSet<>(space.names());
        for (List<String> group : groups) {
            Set<String> stage = new LinkedHashSet<>(group);
            stage.retainAll(rest);
            rest.removeAll(stage);
            stages.add(stage);
        }
        stages.add(rest);
        stages.removeIf(Set::isEmpty);
        return stages;
    }

    /** The best configuration of the stages before, or else the first that is of the space. */
    private Configuration incumbent(SearchSpace space, History told, int stage) {
        NavigableMap<Integer, List<Observation>> seen = told.observations().stream().filter(Observation::completed)
                .collect(Collectors.groupingBy(o -> stageOf(o.trial().value()), TreeMap::new, Collectors.toList()));
        int best = 0;
        while (!space.admits(told.proposed().get(best))) {
            best++;
        }
        for (List<Observation> own : seen.subMap(0, stage).values()) {
            int budget = own.stream().mapToInt(Observation::epochs).max().orElseThrow();
            int incumbent = best;
            Stream<Observation> old = seen.getOrDefault(stageOf(best), List.of()).stream()
                    .filter(o -> o.trial().value() == incumbent);
            List<Standing> contenders = Stream.concat(old, own.stream()).filter(o -> o.epochs() == budget
                    && space.admits(o.configuration())).map(Observation::standing).toList();
            best = contenders.isEmpty() ? best : told.objectives().winner(contenders).trial().value();
        }
        return told.proposed().get(best);
    }

    /** The stage that a trial was for; trial 0 is the baseline and for none. */
    private int stageOf(int trial) {
        return Math.floorDiv(trial - 1, trials);
    }

    /** What a history tells of a part of its space: trials of that part, numbered anew. */
    private static History within(SearchSpace part, Map<String, Object> held, History told) {
        int[] number = new int[told.proposed().size()];
        Arrays.fill(number, -1);
        List<Configuration> proposed = new ArrayList<>();
        for (int i = 0; i < number.length; i++) {
            Configuration configuration = told.proposed().get(i);
            // Few agree, and those that do not are told soonest by their values.
            if (agrees(configuration, held) && part.admits(configuration)) {
                number[i] = proposed.size();
                proposed.add(configuration);
            }
        }
        List<Observation> observations = told.observations().stream().filter(o -> number[o.trial().value()] >= 0)
                .map(o -> new Observation(new TrialId(number[o.trial().value()]), o.configuration(), o.epochs(),
                        o.values())).toList();
        return new History(told.objectives(), told.maxEpochs(), proposed, observations);
    }

    private static boolean agrees(Configuration configuration, Map<String, Object> held) {
        return held.entrySet().stream().allMatch(e -> {
            Object value = configuration.values().get(e.getKey());
            return value == null || value.equals(e.getValue());
        });
    }
}
