package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.net.InputShape;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Trials whose images are changed anew for each epoch. */
class AugmentationTest {

    private static final Object[] CHANGES = {"rotation", 20.0, "flip-horizontal", true, "shift", 0.1, "noise", 0.05};

    private final Synthetic.Shaped images = new Synthetic.Shaped(Synthetic.classes(90, 40, 16, 3),
            new InputShape.Image(4, 4, 1));
    private final MemoryFiles files = new MemoryFiles();
    private final DjlTrainer trainer = Synthetic.trainer(images, files);

    private static List<?> curve(TrialOutcome outcome) {
        assertThat(outcome).isInstanceOf(TrialOutcome.Completed.class);
        return ((TrialOutcome.Completed) outcome).epochs().stream().map(epoch -> epoch.metrics()).toList();
    }

    private List<TrialOutcome> run(TrialTask... tasks) throws IOException {
        return trainer.runner(Synthetic.CORE).run(List.of(tasks));
    }

    @Test
    void theyGoOnAsIfTheyHadNeverPaused() throws IOException {
        List<?> whole = curve(run(Synthetic.fresh(1, 5, CHANGES)).get(0));
        TrialTask first = Synthetic.fresh(1, 2, CHANGES);
        TrialOutcome.Completed paused = (TrialOutcome.Completed) run(first).get(0);
        List<?> rest = curve(run(Synthetic.resumed(first, paused.checkpoint(), 5)).get(0));
        assertThat(curve(paused)).isEqualTo(whole.subList(0, 2));
        assertThat(rest).isEqualTo(whole.subList(2, 5));
    }

    @Test
    void theyAreTrainedOnOtherPixelsThanTrialsWithout() throws IOException {
        List<TrialOutcome> together = run(Synthetic.fresh(1, 3, CHANGES), Synthetic.fresh(2, 3),
                Synthetic.fresh(3, 3, "cutout", 0.5));
        for (int i = 0; i < 3; i++) {
            TrialTask alone = List.of(Synthetic.fresh(1, 3, CHANGES), Synthetic.fresh(2, 3),
                    Synthetic.fresh(3, 3, "cutout", 0.5)).get(i);
            assertThat(curve(together.get(i))).isEqualTo(curve(run(alone).get(0)));
        }
        assertThat(curve(run(Synthetic.fresh(1, 3)).get(0))).isNotEqualTo(curve(together.get(0)));
    }

    @Test
    void rowsThatAreNoImagesAreNotChanged() throws IOException {
        DjlTrainer table = Synthetic.trainer(images.rows(), files);
        TrialOutcome outcome = table.runner(Synthetic.CORE).run(List.of(Synthetic.fresh(1, 2, CHANGES))).get(0);
        assertThat(outcome).isInstanceOf(TrialOutcome.Failed.class);
        assertThat(((TrialOutcome.Failed) outcome).reason()).contains("Rows are no images");
    }
}
