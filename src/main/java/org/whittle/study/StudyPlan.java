package org.whittle.study;

import java.util.ArrayList;
import java.util.List;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.RungPlan;

/**
 * What a study would do if no trial ended before its time: for {@code plan}, and for the time left.
 *
 * @param brackets the baseline's first
 * @param copies trials that begin within the brackets as copies of others
 */
public record StudyPlan(List<BracketPlan> brackets, long copies) {

    public StudyPlan {
        brackets = List.copyOf(brackets);
    }

    /** Lays out the whole study, as far as its stop rules on trials and epochs allow. */
    public static StudyPlan of(StudySpec spec) {
        List<BracketPlan> brackets = new ArrayList<>();
        brackets.add(new BracketPlan(0, List.of(new RungPlan(1, spec.scheduler().maxEpochs()))));
        long trials = spec.stop().trials().orElse(Integer.MAX_VALUE) - 1L;
        long epochs = spec.stop().epochs().orElse(Long.MAX_VALUE) - spec.scheduler().maxEpochs();
        // The baseline takes one point of a finite space, if it is one of its points.
        long points = spec.space().size().orElse(Long.MAX_VALUE) - (spec.space().admits(spec.baseline()) ? 1 : 0);
        int number = 1;
        long copies = 0;
        for (int i = 0; i < spec.scheduler().iterations(); i++) {
            for (BracketPlan laidOut : spec.scheduler().brackets(i, number)) {
                long room = Math.min(trials, points);
                if (room < 1) {
                    return new StudyPlan(brackets, copies);
                }
                var plan = laidOut.shrunkTo((int) Math.min(room, laidOut.trials())).within(epochs);
                if (plan.isEmpty()) {
                    return new StudyPlan(brackets, copies);
                }
                brackets.add(plan.get());
                trials -= plan.get().trials();
                long copied = Math.min(trials, spec.scheduler().copies(plan.get()));
                trials -= copied;
                copies += copied;
                points -= plan.get().trials();
                epochs -= plan.get().epochs();
                number = laidOut.number() + 1;
            }
        }
        return new StudyPlan(brackets, copies);
    }

    /** Trials in total, the baseline and copies included. */
    public long trials() {
        return entering() + copies;
    }

    /** Trials that train from their first epoch, the baseline included. */
    public long entering() {
        return brackets.stream().mapToLong(BracketPlan::trials).sum();
    }

    /** Epochs in total. */
    public long epochs() {
        return brackets.stream().mapToLong(BracketPlan::epochs).sum();
    }
}
