package org.whittle.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Adds up how long slots wait at the barriers of stages.
 *
 * <p>A stage is at its tail when none of its tasks is left to start, but some still run. A slot waits for a stage at
 * its tail if it has worked for it and now works for nobody, neither for this stage nor for another:
 *
 * <pre>
 *   slot 1  |AAAAAAAAA|BBBB|......|     A is at its tail from the start of its last task (slot 2) on;
 *   slot 2  |AAAA|AAAAAAAAAAAAAAAA|     slot 1 works for B first, then waits (.) until A ends
 * </pre>
 *
 * <p>A slot that waits for several stages at once is shared among them, so that the stages' times add up to the time
 * that was lost. Slots of an executor that is gone do not wait. Spark does not number an executor's slots: a task is
 * taken to run on the first that is free.
 *
 * <p>Times are milliseconds on the driver's clock. Not thread-safe.
 */
final class BarrierIdle {

    private static final class Progress {
        private final Map<Integer, Integer> attempts = new HashMap<>();
        private final Set<Integer> done = new HashSet<>();
        private final int tasks;
        private double idleMillis;

        private Progress(int tasks) {
            this.tasks = tasks;
        }

        private boolean atTail() {
            long started = attempts.entrySet().stream()
                    .filter(e -> e.getValue() > 0 && !done.contains(e.getKey()))
                    .count();
            return started > 0 && started + done.size() == tasks;
        }
    }

    private static final class Slot {
        private final Set<Integer> workedFor = new HashSet<>();
        private boolean busy;
    }

    /** An attempt that runs. */
    private static final class Attempt {
        private final int stage;
        private final int task;
        private final String executor;
        /** {@code null} as long as its slot's last attempt has not been reported to have ended. */
        private Slot slot;

        private Attempt(int stage, int task, String executor) {
            this.stage = stage;
            this.task = task;
            this.executor = executor;
        }
    }

    private static final class Slots {
        private final List<Slot> all = new ArrayList<>();
        private final Deque<Attempt> early = new ArrayDeque<>();
    }

    private final ToIntFunction<String> slotsOfExecutor;
    private final Map<Integer, Progress> stages = new TreeMap<>();
    private final Map<String, Slots> executors = new TreeMap<>();
    private final Map<Long, Attempt> attempts = new HashMap<>();
    private long now;

    /** @param slotsOfExecutor how many tasks an executor runs at once */
    BarrierIdle(ToIntFunction<String> slotsOfExecutor) {
        this.slotsOfExecutor = slotsOfExecutor;
    }

    /** @param tasks that the stage will have */
    void stageStarted(int stage, int tasks, long time) {
        advance(time);
        stages.put(stage, new Progress(tasks));
    }

    /**
     * An attempt at a task of any stage started. Spark may say so before it says that the slot's last attempt ended.
     *
     * @param attempt unique number
     * @param task index in its stage
     */
    void taskStarted(long attempt, int stage, int task, String executor, long time) {
        advance(time);
        Attempt started = new Attempt(stage, task, executor);
        attempts.put(attempt, started);
        Slots slots = executors.computeIfAbsent(executor, this::slots);
        slots.all.stream().filter(slot -> !slot.busy).findFirst()
                .ifPresentOrElse(slot -> occupy(slot, started), () -> slots.early.add(started));
        Progress progress = stages.get(stage);
        if (progress != null) {
            progress.attempts.merge(task, 1, Integer::sum);
        }
    }

    /** An attempt ended, well or not. */
    void taskEnded(long attempt, boolean success, long time) {
        advance(time);
        Attempt ended = attempts.remove(attempt);
        if (ended == null) {
            return;
        }
        release(ended);
        Progress progress = stages.get(ended.stage);
        if (progress != null) {
            progress.attempts.merge(ended.task, -1, Integer::sum);
            if (success) {
                progress.done.add(ended.task);
            }
        }
    }

    void executorLost(String executor, long time) {
        advance(time);
        executors.remove(executor);
    }

    /** @return slot-seconds that were spent waiting for this stage; it is forgotten */
    double stageEnded(int stage, long time) {
        advance(time);
        Progress progress = stages.remove(stage);
        executors.values().forEach(slots -> slots.all.forEach(slot -> slot.workedFor.remove(stage)));
        return progress == null ? 0 : progress.idleMillis / 1000;
    }

    private Slots slots(String executor) {
        Slots slots = new Slots();
        for (int i = 0; i < slotsOfExecutor.applyAsInt(executor); i++) {
            slots.all.add(new Slot());
        }
        return slots;
    }

    private void occupy(Slot slot, Attempt attempt) {
        attempt.slot = slot;
        slot.busy = true;
        if (stages.containsKey(attempt.stage)) {
            slot.workedFor.add(attempt.stage);
        }
    }

    private void release(Attempt ended) {
        Slots slots = executors.get(ended.executor);
        if (slots == null) {
            return;
        }
        if (ended.slot == null) {
            slots.early.remove(ended);
            return;
        }
        ended.slot.busy = false;
        if (!slots.early.isEmpty()) {
            occupy(ended.slot, slots.early.remove());
        }
    }

    private void advance(long time) {
        long passed = time - now;
        if (passed <= 0) {
            return;
        }
        now = time;
        Map<Integer, Progress> waiting = new TreeMap<>();
        stages.forEach((stage, progress) -> {
            if (progress.atTail()) {
                waiting.put(stage, progress);
            }
        });
        if (waiting.isEmpty()) {
            return;
        }
        for (Slots slots : executors.values()) {
            for (Slot slot : slots.all) {
                List<Progress> awaited = slot.busy ? List.of()
                        : slot.workedFor.stream().filter(waiting::containsKey).map(waiting::get).toList();
                awaited.forEach(progress -> progress.idleMillis += (double) passed / awaited.size());
            }
        }
    }
}
