package org.whittle.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BarrierIdleTest {

    private final BarrierIdle idle = new BarrierIdle();

    private void start(int stage, int task, String executor, long time) {
        idle.taskStarted(attempt(stage, task, executor), stage, task, executor, time);
    }

    private void end(int stage, int task, String executor, boolean success, long time) {
        idle.taskEnded(attempt(stage, task, executor), success, time);
    }

    private static long attempt(int stage, int task, String executor) {
        return stage * 100L + task * 10L + executor.charAt(0);
    }

    @Test
    void aSlotWaitsFromItsLastTaskToTheEndOfTheStage() {
        idle.stageStarted(1, 3, 0);
        start(1, 0, "a", 0);
        start(1, 1, "a", 0);
        end(1, 1, "a", true, 1000);
        start(1, 2, "a", 1000);
        end(1, 2, "a", true, 2000);
        end(1, 0, "a", true, 5000);

        assertThat(idle.stageEnded(1, 5000)).isEqualTo(3.0);
    }

    @Test
    void noSlotWaitsWhileTasksAreLeftToStart() {
        idle.stageStarted(1, 3, 0);
        start(1, 0, "a", 0);
        start(1, 1, "a", 0);
        end(1, 1, "a", true, 1000);
        // The third task starts late, on another executor.
        start(1, 2, "b", 4000);
        end(1, 0, "a", true, 4000);
        end(1, 2, "b", true, 5000);

        // Both slots of a wait from 4 s to 5 s.
        assertThat(idle.stageEnded(1, 5000)).isEqualTo(2.0);
    }

    @Test
    void aSlotThatNeverWorkedForTheStageDoesNotWaitForIt() {
        start(9, 0, "a", 0);
        idle.stageStarted(1, 1, 0);
        start(1, 0, "a", 0);
        end(9, 0, "a", true, 1000);
        end(1, 0, "a", true, 5000);

        assertThat(idle.stageEnded(1, 5000)).isZero();
    }

    @Test
    void aSlotThatWorksForAnotherStageIsNotIdle() {
        idle.stageStarted(1, 2, 0);
        start(1, 0, "a", 0);
        start(1, 1, "a", 0);
        idle.stageStarted(2, 1, 0);
        end(1, 1, "a", true, 1000);
        start(2, 0, "a", 1000);
        end(2, 0, "a", true, 4000);
        assertThat(idle.stageEnded(2, 4000)).isZero();
        end(1, 0, "a", true, 5000);

        assertThat(idle.stageEnded(1, 5000)).isEqualTo(1.0);
    }

    @Test
    void aSlotWaitsOnlyForStagesThatItWorkedFor() {
        // Both stages work on both slots; then each has a task left, on another executor.
        idle.stageStarted(1, 2, 0);
        idle.stageStarted(2, 2, 0);
        start(1, 0, "a", 0);
        start(2, 0, "a", 0);
        end(1, 0, "a", true, 1000);
        end(2, 0, "a", true, 1000);
        start(2, 1, "b", 1000);
        start(1, 1, "c", 1000);
        end(1, 1, "c", true, 5000);
        double first = idle.stageEnded(1, 5000);
        end(2, 1, "b", true, 7000);
        double second = idle.stageEnded(2, 7000);

        assertThat(first).isEqualTo(4.0);
        // The slot of executor c never worked for the second stage.
        assertThat(second).isEqualTo(6.0);
    }

    @Test
    void timesOfStagesThatShareASlotAddUpToTheTimeLost() {
        // One slot works for both stages and waits for both; each has its last task on an executor of its own.
        idle.stageStarted(1, 2, 0);
        idle.stageStarted(2, 2, 0);
        start(1, 0, "a", 0);
        end(1, 0, "a", true, 1000);
        start(2, 0, "a", 1000);
        end(2, 0, "a", true, 2000);
        start(1, 1, "b", 2000);
        start(2, 1, "c", 2000);
        end(1, 1, "b", true, 6000);
        double first = idle.stageEnded(1, 6000);
        end(2, 1, "c", true, 8000);
        double second = idle.stageEnded(2, 8000);

        assertThat(first).isEqualTo(2.0);
        assertThat(second).isEqualTo(4.0);
    }

    @Test
    void aFailedTaskIsLeftToStartAgain() {
        idle.stageStarted(1, 2, 0);
        start(1, 0, "a", 0);
        start(1, 1, "a", 0);
        end(1, 0, "a", true, 1000);
        end(1, 1, "a", false, 2000);
        start(1, 1, "a", 3000);
        end(1, 1, "a", true, 5000);

        // Waiting from 1 s to 2 s and from 3 s to 5 s; between them, the task could have been started.
        assertThat(idle.stageEnded(1, 5000)).isEqualTo(3.0);
    }

    @Test
    void aSpeculativeCopyIsWorkAndItsEndChangesNothing() {
        idle.stageStarted(1, 2, 0);
        start(1, 0, "a", 0);
        start(1, 1, "b", 0);
        end(1, 0, "a", true, 1000);
        start(1, 1, "a", 2000);
        end(1, 1, "a", true, 4000);
        assertThat(idle.stageEnded(1, 4000)).isEqualTo(1.0);
        end(1, 1, "b", false, 4100);
        idle.stageStarted(2, 1, 4100);
        start(2, 0, "b", 4100);
        end(2, 0, "b", true, 5000);

        assertThat(idle.stageEnded(2, 5000)).isZero();
    }

    @Test
    void slotsOfALostExecutorDoNotWait() {
        idle.stageStarted(1, 2, 0);
        start(1, 0, "a", 0);
        start(1, 1, "b", 0);
        end(1, 0, "a", true, 1000);
        idle.executorLost("a", 3000);
        end(1, 1, "b", true, 9000);

        assertThat(idle.stageEnded(1, 9000)).isEqualTo(2.0);
    }
}
