package org.whittle.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.Scheduler;

/** Brackets that a scheduler has laid out and nobody has opened yet, numbered in their order. */
final class UpcomingBrackets {

    private final Scheduler scheduler;
    private final List<BracketPlan> waiting = new ArrayList<>();
    /** What brackets were opened without, because a stop rule or the space left no room: it comes last. */
    private final List<BracketPlan> cutOff = new ArrayList<>();
    private int iteration;
    private int nextBracket = 1;

    UpcomingBrackets(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** The bracket that would be opened next, as laid out. */
    Optional<BracketPlan> next() {
        while (waiting.isEmpty() && iteration < scheduler.iterations()) {
            waiting.addAll(scheduler.brackets(iteration++, nextBracket));
        }
        if (waiting.isEmpty() && !cutOff.isEmpty()) {
            waiting.add(new BracketPlan(nextBracket, cutOff.remove(0).rungs()));
        }
        return waiting.stream().findFirst();
    }

    /** Takes note that the next one is opened with so many trials. */
    void take(BracketPlan next, int opened) {
        waiting.remove(0);
        nextBracket = next.number() + 1;
        if (opened < next.trials()) {
            cutOff.add(next.shrunkTo(next.trials() - opened));
        }
    }

    /** No further one is to be opened. */
    void clear() {
        waiting.clear();
    }
}
