package org.whittle.train.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.goal.TrialId;
import org.whittle.space.Configuration;
import org.whittle.train.MemoryFiles;
import org.whittle.train.Synthetic;
import org.whittle.work.FinalModel;
import org.whittle.work.RefitTask;

class RefitTest {

    private static final Configuration WILD = Synthetic.configuration("optimizer", "sgd", "learning-rate", 1e6);

    private final MemoryFiles files = new MemoryFiles();
    private final DjlTrainer trainer = Synthetic.trainer(Synthetic.numbers(300, 120, 6), files);

    @Test
    void aTrainingThatDivergesEndsWithTheEpochInWhichItDid() throws IOException {
        FinalModel model = trainer.refit(new RefitTask(new TrialId(1), WILD, 50, 7, "model"), Synthetic.CORE);

        assertThat(model.trainLoss()).isNotFinite();
        assertThat(model.epochs()).isLessThan(20);
        assertThat(files.list("model")).as("nothing is saved").isEmpty();
    }

    @Test
    void noLaterPartOfItIsTrainedThen() throws IOException {
        FinalModel model = trainer.refit(new RefitTask(new TrialId(1), List.of(new RefitTask.Segment(WILD, 30, 7),
                new RefitTask.Segment(Synthetic.configuration(), 60, 7)), "model"), Synthetic.CORE);

        assertThat(model.trainLoss()).isNotFinite();
        assertThat(model.epochs()).isLessThan(20);
    }

    @Test
    void aTrainingThatDoesNotIsAsLongAsTheTrials() throws IOException {
        FinalModel model = trainer.refit(new RefitTask(new TrialId(1), List.of(
                new RefitTask.Segment(Synthetic.configuration("learning-rate", 0.001), 2, 7),
                new RefitTask.Segment(Synthetic.configuration(), 5, 8)), "model"), Synthetic.CORE);

        assertThat(model.trainLoss()).isFinite();
        assertThat(model.epochs()).isEqualTo(5);
        assertThat(files.list("model")).isNotEmpty();
    }
}
