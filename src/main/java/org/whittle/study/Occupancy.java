package org.whittle.study;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.whittle.random.RandomStream;
import org.whittle.schedule.BracketPlan;
import org.whittle.schedule.RungPlan;

/**
 * How a study would use a cluster, simulated: its brackets as they are laid out, opened and committed as
 * {@link Search} does it, every trial a task of its own that takes its epochs times a lognormal factor with
 * σ = 0.5 and mean 1. Nothing ends early, and stop rules on results are not looked at; a study with cohorts has fewer
 * tasks. Of a long study the first {@value #MOST_TASKS} tasks are simulated.
 *
 * @param slots of the cluster
 * @param busy share of the slots that work, from 5 to 95 % of the search
 * @param time of the search, in mean durations of an epoch
 * @param whole whether the search was simulated to its end
 */
public record Occupancy(int slots, double busy, double time, boolean whole) {

    private static final int MOST_TASKS = 20_000;
    private static final double SIGMA = 0.5;
    /** The share of busy slots that a setting is to reach, and below which a cluster is said to be too wide. */
    private static final double WANTED = 0.8;
    private static final double FEW = 0.5;

    /** Of a study on a cluster. */
    public static Occupancy of(StudySpec spec, int slots) {
        return new Simulation(spec, slots).run();
    }

    /**
     * The fewest trials in flight, of some multiples of the slots, that keep so many of the slots busy.
     *
     * @param share of the slots; empty comes back if none of the multiples reaches it
     */
    public static OptionalInt parallelFor(StudySpec spec, int slots, double share) {
        return IntStream.of(2, 3, 4, 6, 8, 12).map(halves -> (slots * halves + 1) / 2)
                .filter(trials -> of(spec.withParallel(OptionalInt.of(trials)), slots).busy() >= share)
                .findFirst();
    }

    /**
     * What keeps more slots busy, as a sentence's end; empty if the study keeps enough of them busy as it is.
     *
     * @param enough share of the slots
     */
    public Optional<String> advice(StudySpec spec, double enough) {
        if (busy >= enough) {
            return Optional.empty();
        }
        OptionalInt trials = parallelFor(spec, slots, WANTED);
        return Optional.of(trials.isPresent()
                ? "--set search.parallel=%d keeps %.0f%% busy".formatted(trials.getAsInt(),
                        100 * of(spec.withParallel(trials), slots).busy())
                : "it has too few trials for so many, whatever search.parallel");
    }

    /** For a cluster that is wider than the study: what there is, what is used of it, the setting that uses more. */
    public static Optional<String> ofWideCluster(StudySpec spec, int slots) {
        if (slots == 0) {
            // No executor has come yet.
            return Optional.empty();
        }
        Occupancy used = of(spec, slots);
        return used.advice(spec, FEW).map(advice -> String.format(Locale.ROOT,
                "Spark has %,d slots, and a study like this keeps about %.0f%% of them busy where every trial is a "
                        + "task of its own; %s", slots, 100 * used.busy(), advice));
    }

    /** A bracket in flight: its next rung. */
    private static final class Flight {

        private final BracketPlan plan;
        private int rung;
        private long end;
        private int waiting;
        private int running;

        Flight(BracketPlan plan) {
            this.plan = plan;
        }

        int trials() {
            return plan.rungs().get(rung).trials();
        }

        int tasks() {
            return trials() * plan.rungs().get(rung).folds();
        }

        boolean reported() {
            return waiting == 0 && running == 0;
        }

        /** Epochs of a task of the rung. */
        int epochs() {
            RungPlan now = plan.rungs().get(rung);
            RungPlan before = rung == 0 ? null : plan.rungs().get(rung - 1);
            return before == null || before.folds() < now.folds() ? now.epochs() : now.epochs() - before.epochs();
        }
    }

    private record Running(double start, double end, int number, Flight flight) {
    }

    /** A rung of a ladder of so many rungs: trials that are brackets of their own wait there. */
    private record Place(int rungs, int rung) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return Comparator.comparingInt(Place::rungs).thenComparingInt(Place::rung).compare(this, other);
        }
    }

    private static final class Waiting {

        private final Queue<Flight> flights = new ArrayDeque<>();
        private int reported;
        private int promoted;
    }

    private static final class Simulation {

        private final StudySpec spec;
        private final int slots;
        private final Room room;
        private final OptionalInt eta;
        private final Iterator<BracketPlan> upcoming;
        private final RandomStream random = RandomStream.ofSeed(0).child("occupancy");
        private final TreeSet<Flight> flights = new TreeSet<>(Comparator.comparingLong((Flight flight) -> flight.end)
                .thenComparingInt(flight -> flight.plan.number()));
        /** Those with tasks that wait for a slot: who is served first comes first. */
        private final TreeSet<Flight> hungry = new TreeSet<>(Comparator.comparingInt((Flight flight) -> flight.running)
                .thenComparingInt(flight -> flight.plan.number()));
        private final TreeSet<Flight> reported = new TreeSet<>(flights.comparator());
        private int trials;
        private int brackets;
        private final PriorityQueue<Running> running = new PriorityQueue<>(
                Comparator.comparingDouble(Running::end).thenComparingInt(Running::number));
        private final TreeMap<Place, Waiting> alone = new TreeMap<>();
        private final List<Running> all = new ArrayList<>();
        private long epochsLeft;
        private double now;

        Simulation(StudySpec spec, int slots) {
            this.spec = spec;
            this.slots = slots;
            this.room = Room.of(spec);
            this.eta = spec.scheduler().asynchronous();
            StudyPlan plan = StudyPlan.of(spec);
            this.epochsLeft = plan.epochs() - spec.scheduler().full(1).spent();
            this.upcoming = eta.isPresent()
                    ? IntStream.iterate(0, i -> i < spec.scheduler().iterations()
                            && i < plan.entering() - 1, i -> i + 1)
                            .mapToObj(i -> spec.scheduler().brackets(i, i + 1).get(0)).iterator()
                    : numbered(plan);
        }

        private static Iterator<BracketPlan> numbered(StudyPlan plan) {
            int[] number = {1};
            return plan.stretches().stream().skip(1)
                    .flatMap(stretch -> Stream.iterate(0L, i -> i < stretch.times(), i -> i + 1)
                            .flatMap(i -> stretch.brackets().stream()))
                    .map(bracket -> new BracketPlan(number[0]++, bracket.rungs())).iterator();
        }

        Occupancy run() {
            start(new Flight(new BracketPlan(0, List.of(spec.scheduler().full(1)))), 0);
            fill(0);
            boolean whole = true;
            while (!flights.isEmpty() && whole) {
                Optional<Flight> next = next();
                if (next.isPresent()) {
                    commit(next.get());
                } else {
                    serve();
                    Running first = running.remove();
                    now = first.end();
                    ended(first.flight());
                    whole = all.size() < MOST_TASKS;
                }
            }
            return new Occupancy(slots, busy(whole ? Double.POSITIVE_INFINITY : now), now, whole);
        }

        private void start(Flight flight, long from) {
            flight.end = from + flight.epochs();
            flight.waiting = flight.tasks();
            flights.add(flight);
            hungry.add(flight);
            count(flight, 1);
        }

        /** The baseline is beside the count. */
        private void count(Flight flight, int more) {
            if (flight.plan.number() > 0) {
                trials += more * flight.trials();
                brackets += more;
            }
        }

        private void ended(Flight flight) {
            boolean waits = hungry.remove(flight);
            flight.running--;
            if (waits) {
                hungry.add(flight);
            }
            if (flight.reported()) {
                reported.add(flight);
            }
        }

        private void fill(long from) {
            while (upcoming.hasNext() && room.beside(trials, brackets)) {
                BracketPlan plan = upcoming.next();
                if (eta.isPresent()) {
                    epochsLeft -= plan.rungs().get(0).spent();
                    if (epochsLeft < 0) {
                        return;
                    }
                }
                start(new Flight(plan), from);
            }
        }

        private Optional<Flight> next() {
            return spec.inFlight().order() == InFlight.Order.STUDY
                    ? Optional.of(flights.first()).filter(Flight::reported)
                    : reported.stream().findFirst();
        }

        private void commit(Flight flight) {
            flights.remove(flight);
            reported.remove(flight);
            count(flight, -1);
            long end = flight.end;
            boolean last = flight.rung == flight.plan.rungs().size() - 1;
            if (eta.isPresent() && !last) {
                Waiting waiting = alone.computeIfAbsent(
                        new Place(flight.plan.rungs().size(), flight.rung), place -> new Waiting());
                waiting.flights.add(flight);
                waiting.reported++;
                while (waiting.promoted < waiting.reported / eta.getAsInt() && !waiting.flights.isEmpty()) {
                    waiting.promoted++;
                    goOn(waiting.flights.remove(), end);
                }
            } else if (!last) {
                goOn(flight, end);
            }
            if (last || eta.isPresent() || room.trials().isPresent()) {
                fill(end);
            }
        }

        private void goOn(Flight flight, long from) {
            flight.rung++;
            epochsLeft -= eta.isPresent() ? flight.epochs() : 0;
            if (epochsLeft >= 0) {
                start(flight, from);
            }
        }

        /** As Spark's fair scheduler: the bracket with the fewest tasks running first, of equals the lower one. */
        private void serve() {
            while (running.size() < slots && !hungry.isEmpty()) {
                Flight flight = hungry.pollFirst();
                RandomStream own = random.child(flight.plan.number()).child(flight.rung).child(flight.waiting);
                flight.waiting--;
                flight.running++;
                if (flight.waiting > 0) {
                    hungry.add(flight);
                }
                double end = now + flight.epochs() * StrictMath.exp(SIGMA * normal(own) - SIGMA * SIGMA / 2);
                Running task = new Running(now, end, all.size(), flight);
                running.add(task);
                all.add(task);
            }
        }

        private static double normal(RandomStream random) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
            return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
        }

        /** @param until which it is known what runs */
        private double busy(double until) {
            double end = Math.min(until, all.stream().map(Running::end).max(Comparator.naturalOrder()).orElse(0.0));
            double from = 0.05 * end;
            double to = 0.95 * end;
            double taken = 0;
            for (Running task : all) {
                taken += Math.max(0, Math.min(to, task.end()) - Math.max(from, task.start()));
            }
            return to > from ? Math.min(1, taken / (to - from) / slots) : 0;
        }
    }
}
