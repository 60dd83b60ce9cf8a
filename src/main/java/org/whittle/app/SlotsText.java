package org.whittle.app;

import org.whittle.study.Occupancy;
import org.whittle.study.StudySpec;

/** How clusters would be used by a study, as text for a terminal. */
final class SlotsText {

    /** Below this share of busy slots, a setting that reaches more is looked for. */
    private static final double ENOUGH = 0.8;

    private SlotsText() {
    }

    static String of(StudySpec spec, int[] slots) {
        StringBuilder text = new StringBuilder(("%nIf every trial is a task of its own, durations of equal epochs "
                + "differ (lognormal, sigma 0.5) and nothing ends early:%n").formatted());
        text.append("%9s %6s %18s%n".formatted("slots", "busy", "epochs one by one"));
        for (int width : slots) {
            Occupancy used = Occupancy.of(spec, width);
            text.append("%9d %5.0f%% %18s".formatted(width, 100 * used.busy(),
                    (used.whole() ? "%.0f" : "%.0f and more").formatted(used.time())));
            used.advice(spec, ENOUGH).ifPresent(advice -> text.append("   wider than the study: ").append(advice));
            text.append("%n".formatted());
        }
        return text.toString();
    }
}
