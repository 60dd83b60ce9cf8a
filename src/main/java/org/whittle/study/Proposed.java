package org.whittle.study;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.whittle.goal.Standing;
import org.whittle.goal.TrialId;
import org.whittle.random.RandomStream;
import org.whittle.sampler.Exploration;
import org.whittle.sampler.Sampler;
import org.whittle.schedule.Succession;
import org.whittle.space.Configuration;
import org.whittle.study.LedgerEvent.Copy;
import org.whittle.study.LedgerEvent.Proposal;
import org.whittle.work.History;
import org.whittle.work.Observation;

/**
 * What a search has proposed, trial by trial, and what it tells its sampler of it. The next configurations are a
 * function of both and of the study's seed: those that the study file enqueues, then the sampler's; and copies of
 * better trials, where the scheduler lets trials succeed others.
 */
final class Proposed {

    private final StudySpec spec;
    private final Sampler sampler;
    private final List<Configuration> configurations = new ArrayList<>();
    private final List<Observation> observations = new ArrayList<>();
    private final Set<Configuration> known = new LinkedHashSet<>();
    private final Set<TrialId> copied = new LinkedHashSet<>();
    /** Of a sampler that does not learn: what was asked for ahead of need. */
    private final Deque<Configuration> ahead = new ArrayDeque<>();

    Proposed(StudySpec spec) {
        this.spec = spec;
        this.sampler = spec.sampler().in(spec.space());
    }

    /** Configurations by trial id. */
    List<Configuration> configurations() {
        return configurations;
    }

    /** Trials that began as copies of others. */
    Set<TrialId> copied() {
        return copied;
    }

    /** Whether what trials show changes what is proposed. */
    boolean learns() {
        return sampler.learns();
    }

    /** Trials that {@code stop.trials} leaves room for. */
    int left() {
        return spec.stop().trials().orElse(Integer.MAX_VALUE) - configurations.size();
    }

    /** The next trials, at most {@code count}; fewer if the space has no more, {@link #exhausted} says why. */
    List<Proposal> next(int count) {
        Set<Configuration> next = new LinkedHashSet<>();
        spec.enqueued().stream().filter(c -> !known.contains(c)).distinct().limit(count).forEach(next::add);
        int enqueued = next.size();
        if (!sampler.learns()) {
            takeAhead(next, count);
        } else if (enqueued < count) {
            next.addAll(asked(next, count - enqueued));
        }
        List<Proposal> proposals = new ArrayList<>();
        for (Configuration c : next) {
            proposals.add(new Proposal(new TrialId(configurations.size() + proposals.size()), c,
                    proposals.size() < enqueued ? "enqueued" : sampler.name()));
        }
        return proposals;
    }

    private List<Configuration> asked(Set<Configuration> before, int count) {
        List<Configuration> all = new ArrayList<>(configurations);
        all.addAll(before);
        return sampler.ask(spec.space(), told(all), count, RandomStream.ofSeed(spec.seed()).child("sampler"));
    }

    /** As if it were asked for these alone: but a sequence is walked from its beginning at every question. */
    private void takeAhead(Set<Configuration> next, int count) {
        while (next.size() < count) {
            if (ahead.isEmpty()) {
                ahead.addAll(asked(next, Math.max(count - next.size(), configurations.size())));
            }
            if (ahead.isEmpty()) {
                return;
            }
            Configuration c = ahead.remove();
            if (!known.contains(c)) {
                next.add(c);
            }
        }
    }

    /** Why there is no further configuration. */
    String exhausted() {
        return sampler.exhausted(spec.space(), told());
    }

    /** A copy in the place of each trial that ends, as far as the stop rule on trials leaves room. */
    List<Copy> copies(int epochs, Succession succession) {
        List<Copy> copies = new ArrayList<>();
        for (int i = 0; i < Math.min(left(), succession.ending().size()); i++) {
            TrialId trial = new TrialId(configurations.size() + i);
            RandomStream random = RandomStream.ofSeed(spec.seed()).child("copy").child(trial.value());
            TrialId parent = succession.parents().get(random.nextInt(succession.parents().size()));
            copies.add(new Copy(trial, parent, epochs, Exploration.explore(spec.space(),
                    configurations.get(parent.value()), random.child("explore"))));
        }
        return copies;
    }

    /** Takes note of trials that begin. */
    void opened(List<Proposal> proposals) {
        proposals.forEach(p -> add(p.configuration()));
    }

    /** Takes note of copies that begin. */
    void succeeded(List<Copy> copies) {
        copies.forEach(copy -> {
            add(copy.configuration());
            copied.add(copy.trial());
        });
    }

    private void add(Configuration configuration) {
        configurations.add(configuration);
        known.add(configuration);
    }

    /** Takes note of what a trial is worth after so many epochs. */
    void observed(Standing standing, int epochs) {
        // What a copy shows is not its own configuration's doing: samplers would learn the wrong thing.
        if (!copied.contains(standing.trial())) {
            observations.add(new Observation(standing.trial(), configurations.get(standing.trial().value()), epochs,
                    standing.values()));
        }
    }

    /** All that samplers and stop rules may know. */
    History told() {
        return told(configurations);
    }

    private History told(List<Configuration> known) {
        return new History(spec.objectives(), spec.scheduler().maxEpochs(), known, observations);
    }
}
