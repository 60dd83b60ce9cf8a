package org.whittle.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Scheduler;

/**
 * What a study would do if no trial ended before its time: for {@code plan}, and for the time left.
 *
 * <p>Iterations that are laid out alike are counted, not listed: a study with a wall time may well have a billion of
 * them.
 *
 * @param stretches the baseline's bracket first
 * @param copies trials that begin within the brackets as copies of others
 */
public record StudyPlan(List<Stretch> stretches, long copies) {

    /**
     * Brackets that are run one after another, and that again and again with new configurations.
     *
     * @param brackets numbered as they are the first time
     * @param times how often, at least once
     */
    public record Stretch(List<BracketPlan> brackets, long times) {

        public Stretch {
            brackets = List.copyOf(brackets);
        }

        private long trials() {
            return brackets.stream().mapToLong(BracketPlan::trials).sum();
        }

        private long epochs() {
            return brackets.stream().mapToLong(BracketPlan::epochs).sum();
        }
    }

    public StudyPlan {
        stretches = List.copyOf(stretches);
    }

    /** Lays out the whole study, as far as its stop rules on trials and epochs allow. */
    public static StudyPlan of(StudySpec spec) {
        return new Layout(spec).plan();
    }

    /** Trials in total, the baseline and copies included. */
    public long trials() {
        return entering() + copies;
    }

    /** Trials that train from their first epoch, the baseline included. */
    public long entering() {
        return stretches.stream().mapToLong(s -> s.times() * s.trials()).sum();
    }

    /** Epochs in total. */
    public long epochs() {
        return stretches.stream().mapToLong(s -> s.times() * s.epochs()).sum();
    }

    /** Brackets in total, without the baseline's. */
    public long brackets() {
        return stretches.stream().mapToLong(s -> s.times() * s.brackets().size()).sum() - 1;
    }

    /** Lays brackets out until something is used up. */
    private static final class Layout {

        private final Scheduler scheduler;
        private final List<Stretch> stretches = new ArrayList<>();
        private long trials;
        private long epochs;
        private long points;
        private long copies;
        private long number = 1;

        Layout(StudySpec spec) {
            scheduler = spec.scheduler();
            stretches.add(new Stretch(List.of(new BracketPlan(0, List.of(scheduler.full(1)))), 1));
            trials = spec.stop().trials().orElse(Integer.MAX_VALUE) - 1L;
            epochs = EpochBudget.ofSearch(spec).orElse(Long.MAX_VALUE) - scheduler.full(1).spent();
            // The baseline takes one point of a finite space, if it is one of its points.
            points = spec.space().size().orElse(Long.MAX_VALUE) - (spec.space().admits(spec.baseline()) ? 1 : 0);
        }

        StudyPlan plan() {
            boolean room = true;
            for (int iteration = 0; room && iteration < scheduler.outlines();) {
                int whole = (int) Math.min(scheduler.alike(iteration), whole(iteration));
                if (whole > 0) {
                    Stretch stretch = new Stretch(scheduler.outline(iteration, first()), whole);
                    stretches.add(stretch);
                    long copied = copies(stretch.brackets());
                    trials -= whole * (stretch.trials() + copied);
                    copies += whole * copied;
                    points -= whole * stretch.trials();
                    epochs -= whole * stretch.epochs();
                    number += (long) whole * stretch.brackets().size();
                    iteration += whole;
                } else {
                    room = cut(iteration++);
                }
            }
            return new StudyPlan(stretches, copies);
        }

        /** How many iterations like this one there is room for, uncut. */
        private long whole(int iteration) {
            Stretch once = new Stretch(scheduler.outline(iteration, first()), 1);
            return Math.min(trials / (once.trials() + copies(once.brackets())),
                    Math.min(points / once.trials(), epochs / once.epochs()));
        }

        /** An iteration that there is no longer room for, as far as there is; whether there may be more to come. */
        private boolean cut(int iteration) {
            List<BracketPlan> fitting = new ArrayList<>();
            boolean room = true;
            for (BracketPlan laidOut : scheduler.outline(iteration, first())) {
                long places = Math.min(trials, points);
                Optional<BracketPlan> plan = places < 1 ? Optional.empty()
                        : laidOut.shrunkTo((int) Math.min(places, laidOut.trials())).within(epochs);
                if (plan.isEmpty()) {
                    room = false;
                    break;
                }
                fitting.add(plan.get());
                trials -= plan.get().trials();
                long copied = Math.min(trials, scheduler.copies(plan.get()));
                trials -= copied;
                copies += copied;
                points -= plan.get().trials();
                epochs -= plan.get().epochs();
            }
            if (!fitting.isEmpty()) {
                stretches.add(new Stretch(fitting, 1));
                number += fitting.size();
            }
            return room;
        }

        private long copies(List<BracketPlan> brackets) {
            return brackets.stream().mapToLong(scheduler::copies).sum();
        }

        private int first() {
            return (int) Math.min(number, Integer.MAX_VALUE / 2);
        }
    }
}
