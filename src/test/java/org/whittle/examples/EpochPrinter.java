package org.whittle.examples;

import java.io.PrintStream;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;
import org.whittle.run.TuningListener;
import org.whittle.schedule.Decision;

/** Listens to a study: a line an epoch, and a line a decision. */
record EpochPrinter(PrintStream out) implements TuningListener {

    @Override
    public void epochTrained(TrialId trial, EpochRecord epoch) {
        out.printf("trial %s, epoch %d: accuracy %.3f%n", trial, epoch.epoch(), epoch.metrics().get("accuracy"));
    }

    @Override
    public void decided(Decision decision) {
        out.printf("trial %s: %s%n", decision.trial(), decision.reason());
    }
}
