package org.whittle.study;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.whittle.study.BracketRun.Key;

/**
 * Brackets in flight, and whose rung is committed next.
 *
 * <p><b>In the order of the study</b> that is the one that would end first if every trial had a slot and every epoch
 * took the same time; ties go to the lower bracket. <b>In the order of arrival</b> it is one that has reported, at
 * first as the ledger has them; of several that are there at once, the first in the study's order.
 */
final class Flights {

    /** How often whoever waits for a report says that it is still at it. */
    private static final Duration SIGN_OF_LIFE = Duration.ofMinutes(1);

    /**
     * A bracket in flight.
     *
     * @param rung that it reports next
     * @param end when that would be, in epochs
     */
    record Flight(BracketRun run, int rung, long end) {
    }

    private final TreeSet<Flight> all = new TreeSet<>(
            Comparator.comparingLong(Flight::end).thenComparingInt(f -> f.run().plan().number()));
    private final InFlight.Order order;
    /** Rungs in the order in which an earlier run committed them. */
    private final Queue<Key> before;
    private final StudyListener listener;
    private final Runnable signOfLife;
    private final Semaphore news = new Semaphore(0);
    private int trials;
    private int brackets;

    /** @param signOfLife called now and then while nothing is reported */
    Flights(InFlight.Order order, Recorded recorded, StudyListener listener, Runnable signOfLife) {
        this.order = order;
        this.before = new ArrayDeque<>(recorded.order());
        this.listener = listener;
        this.signOfLife = signOfLife;
    }

    /** To be given a permit with every report of a bracket. */
    Semaphore news() {
        return news;
    }

    void add(Flight flight) {
        all.add(flight);
        count(flight, 1);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void clear() {
        all.clear();
        trials = 0;
        brackets = 0;
    }

    /** Brackets, the baseline's aside. */
    int brackets() {
        return brackets;
    }

    /** Trials of their rungs, the baseline aside. */
    int trials() {
        return trials;
    }

    private void count(Flight flight, int more) {
        if (flight.run().plan().number() > 0) {
            brackets += more;
            trials += more * flight.run().plan().rungs().get(flight.rung()).trials();
        }
    }

    /** Takes out the one whose rung is committed next; its report may still have to be {@linkplain #await awaited}. */
    Flight next() throws InterruptedException {
        Flight next = order == InFlight.Order.STUDY ? all.first() : arrived();
        all.remove(next);
        count(next, -1);
        return next;
    }

    private Flight arrived() throws InterruptedException {
        while (!before.isEmpty()) {
            Key key = before.remove();
            Optional<Flight> same = all.stream()
                    .filter(f -> f.run().plan().number() == key.bracket() && f.rung() == key.rung()).findFirst();
            // Under narrower rules than before, some are no longer in flight.
            if (same.isPresent()) {
                return same.get();
            }
        }
        while (true) {
            news.drainPermits();
            Optional<Flight> reported = all.stream().filter(flight -> flight.run().hasReported()).findFirst();
            if (reported.isPresent()) {
                return reported.get();
            }
            listener.awaitingAny();
            if (!news.tryAcquire(SIGN_OF_LIFE.toMillis(), TimeUnit.MILLISECONDS)) {
                signOfLife.run();
            }
        }
    }

    /**
     * The next report of a bracket, which is not of something broken: that is thrown.
     *
     * @throws InfrastructureException if a rung could not be run
     */
    BracketRun.Report await(BracketRun run) throws InterruptedException {
        if (order == InFlight.Order.STUDY || !run.hasReported()) {
            listener.awaiting(run.plan());
        }
        Optional<BracketRun.Report> report = run.next(SIGN_OF_LIFE);
        while (report.isEmpty()) {
            signOfLife.run();
            report = run.next(SIGN_OF_LIFE);
        }
        if (report.get() instanceof BracketRun.Report.Broken broken) {
            throw broken.unchecked();
        }
        return report.get();
    }
}
