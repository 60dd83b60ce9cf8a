package org.whittle.train.own;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.space.Configuration;
import org.whittle.work.Trainable;

/**
 * What every training must do, a user's own as well. Whoever writes one extends this by a class that names it: it is
 * published with Whittle, in {@code whittle-VERSION-tests.jar}.
 */
public abstract class TrainableContract {

    /** Epochs of a whole training. */
    private static final int EPOCHS = 6;

    /** What a training reports. */
    private record Reported(List<SortedMap<String, Double>> epochs, SortedMap<String, Double> test)
            implements Trainable.Reporter {

        Reported() {
            this(new ArrayList<>(), new TreeMap<>());
        }

        @Override
        public void epoch(int epoch, Map<String, Double> metrics) {
            epochs.add(new TreeMap<>(metrics));
        }

        @Override
        public void test(Map<String, Double> metrics) {
            test.putAll(metrics);
        }
    }

    @TempDir
    Path directory;

    /** A training, made anew. */
    protected abstract Trainable trainable();

    /** Some configuration that can be trained. */
    protected abstract Configuration configuration();

    /** Names of {@code trainer.metrics}. */
    protected abstract Set<String> metrics();

    @Test
    public void everyEpochHasAllMetricsAsNumbers() throws Exception {
        Reported whole = train(7, 0, EPOCHS, false, folder("whole"));

        assertThat(whole.epochs()).hasSize(EPOCHS).allSatisfy(epoch -> {
            assertThat(epoch.keySet()).containsAll(metrics());
            metrics().forEach(name -> assertThat(epoch.get(name)).isFinite());
        });
    }

    @Test
    public void theSameSeedTrainsTheSame() throws Exception {
        assertThat(train(7, 0, EPOCHS, false, folder("a"))).isEqualTo(train(7, 0, EPOCHS, false, folder("b")));
    }

    @Test
    public void aTrainingThatPausesAndGoesOnElsewhereIsOneThatDidNot() throws Exception {
        List<SortedMap<String, Double>> whole = train(7, 0, EPOCHS, false, folder("whole")).epochs();

        for (int pause = 1; pause < EPOCHS; pause++) {
            Path before = folder("before-" + pause);
            Path after = folder("after-" + pause);
            List<SortedMap<String, Double>> epochs = new ArrayList<>(train(7, 0, pause, false, before).epochs());
            CheckpointArchive.unpack(new CheckpointArchive(pause, false).pack(before), after, "what was left");
            CheckpointArchive.remove(before);
            epochs.addAll(train(7, pause, EPOCHS, false, after).epochs());

            assertThat(epochs).as("with a pause after epoch %d", pause).isEqualTo(whole);
        }
    }

    @Test
    public void theLastTrainingMeasuresTheTestRows() throws Exception {
        Reported last = train(7, 0, EPOCHS, true, folder("last"));

        assertThat(last.test().keySet()).containsAll(metrics());
        assertThat(last.test().values()).allSatisfy(value -> assertThat(value).isFinite());
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    private Reported train(long seed, int from, int to, boolean last, Path folder) throws Exception {
        Reported reported = new Reported();
        trainable().train(new Trainable.Task(1, configuration(), seed, 0, from, to, folder, last, ""), reported);
        return reported;
    }
}
