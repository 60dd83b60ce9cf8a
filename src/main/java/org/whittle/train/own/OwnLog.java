package org.whittle.train.own;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where what trainings print goes: the executor's log, up to so many lines of each. */
final class OwnLog implements Consumer<String> {

    private static final Logger LOG = LoggerFactory.getLogger("whittle.trainer");
    private static final int MOST_LINES = 1_000;
    private static final int LONGEST = 2_000;

    private final int trial;
    private final AtomicInteger lines = new AtomicInteger();

    OwnLog(int trial) {
        this.trial = trial;
    }

    @Override
    public void accept(String line) {
        int count = lines.incrementAndGet();
        if (count <= MOST_LINES) {
            say(trial, line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line);
        } else if (count == MOST_LINES + 1) {
            say(trial, "It prints more than %,d lines; the rest is left out.".formatted(MOST_LINES));
        }
    }

    /** @param trial number of the trial; −1 for none */
    static void say(int trial, String line) {
        LOG.info("{}{}", trial < 0 ? "" : "trial " + trial + ": ", line);
    }
}
