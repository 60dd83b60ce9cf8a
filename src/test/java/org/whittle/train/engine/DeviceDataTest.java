package org.whittle.train.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.whittle.goal.TrialId;
import org.whittle.net.LearningTask;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.FeatureBlocks;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;
import org.whittle.work.Rows;
import org.whittle.work.TrainingData;

/** Rows lie once in a JVM, outside its heap, and go when their study ends. */
class DeviceDataTest {

    private final Synthetic.Data data = Synthetic.classes(240, 100, 7, 3);
    private final AtomicInteger reads = new AtomicInteger();

    /** The same rows wherever it travels; counts how often they are read. */
    private final class Counted implements TrainingData {
        private static final long serialVersionUID = 1L;

        @Override
        public LearningTask task() {
            return data.task();
        }

        @Override
        public int width() {
            return data.width();
        }

        @Override
        public Rows training() {
            return counted(data.training());
        }

        @Override
        public Rows validation() {
            return counted(data.validation());
        }

        private Rows counted(Rows rows) {
            FeatureBlocks blocks = reader -> {
                reads.incrementAndGet();
                rows.blocks().read(reader);
            };
            return new Rows(rows.count(), rows.width(), blocks, rows.targets());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Counted;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    @AfterEach
    void end() {
        DeviceData.release(new Counted());
        DeviceData.release(data);
    }

    @Test
    void tasksShareOneCopyWhoeverBringsTheRows() {
        List<DeviceData.Lease> leases = IntStream.range(0, 8).parallel()
                .mapToObj(task -> DeviceData.acquire(new Counted(), Device.cpu())).toList();
        assertThat(reads).hasValue(2);
        assertThat(leases).allSatisfy(lease -> assertThat(lease.data()).isSameAs(leases.get(0).data()));
        assertThat(leases.get(0).data().training().features().toFloatArray()).isEqualTo(data.training().features());
        assertThat(leases.get(0).data().validation().features().toFloatArray()).isEqualTo(data.validation().features());
        leases.forEach(DeviceData.Lease::close);
        // Nobody uses them, but the next task may.
        DeviceData.acquire(new Counted(), Device.cpu()).close();
        assertThat(reads).hasValue(2);
    }

    @Test
    void theirMemoryIsReleasedWithTheStudy() {
        DeviceData.Lease first = DeviceData.acquire(new Counted(), Device.cpu());
        DeviceData held = first.data();
        first.close();
        assertThat(held.training().features().isReleased()).isFalse();
        DeviceData.release(new Counted());
        assertThat(held.training().features().isReleased()).isTrue();
        assertThat(held.validation().features().isReleased()).isTrue();
    }

    @Test
    void aTaskThatStillRunsKeepsThemUntilItIsDone() {
        DeviceData.Lease late = DeviceData.acquire(new Counted(), Device.cpu());
        DeviceData.release(new Counted());
        assertThat(late.data().training().features().isReleased()).isFalse();
        DeviceData held = late.data();
        late.close();
        assertThat(held.training().features().isReleased()).isTrue();
    }

    @Test
    void anotherStudysRowsTakeTheirPlace() {
        DeviceData.Lease before = DeviceData.acquire(new Counted(), Device.cpu());
        DeviceData held = before.data();
        before.close();
        DeviceData.acquire(data, Device.cpu()).close();
        assertThat(held.training().features().isReleased()).isTrue();
    }

    @Test
    void refitsShareTrainingAndValidationRowsTogether() {
        List<Float> expected = new ArrayList<>();
        for (Rows rows : List.of(data.training(), data.validation())) {
            for (float value : rows.features()) {
                expected.add(value);
            }
        }
        try (DeviceData.Lease winner = DeviceData.acquireTogether(new Counted(), Device.cpu());
             DeviceData.Lease baseline = DeviceData.acquireTogether(new Counted(), Device.cpu())) {
            assertThat(winner.data()).isSameAs(baseline.data());
            assertThat(winner.data().training().count()).isEqualTo(340);
            float[] all = winner.data().training().features().toFloatArray();
            assertThat(IntStream.range(0, all.length).mapToObj(i -> all[i]).toList()).isEqualTo(expected);
        }
    }

    @Test
    void aStudyReadsItsRowsOnceForAllTrialsAndOnceForRefits() throws IOException {
        DjlTrainer trainer = Synthetic.trainer(new Counted(), new MemoryFiles());
        trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 1), Synthetic.fresh(2, 1)));
        trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(3, 1)));
        assertThat(reads).hasValue(2);
        for (int trial = 1; trial <= 2; trial++) {
            FinalModel model = trainer.refit(new RefitTask(new TrialId(trial), Synthetic.configuration(), 1, 7,
                    "model-" + trial), Synthetic.CORE);
            assertThat(model.trainLoss()).isFinite();
        }
        assertThat(reads).hasValue(4);
        trainer.release();
        trainer.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(4, 1)));
        assertThat(reads).hasValue(6);
    }
}
