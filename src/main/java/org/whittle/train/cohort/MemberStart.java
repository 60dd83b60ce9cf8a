package org.whittle.train.cohort;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;
import org.whittle.random.RandomStream;
import org.whittle.train.brought.FreshBlock;
import org.whittle.train.descent.EarlyStopping;
import org.whittle.train.graph.InitialWeights;
import org.whittle.train.store.Checkpoint;
import org.whittle.work.FileStore;
import org.whittle.work.LostCheckpointException;
import org.whittle.work.Start;
import org.whittle.work.TrialTask;

/**
 * A trial that is about to be trained.
 *
 * @param stream the trial's own
 * @param from where it begins; for a fresh trial what it is initialized with
 */
record MemberStart(TrainingSettings settings, RandomStream stream, Checkpoint from) {

    /**
     * @throws LostCheckpointException if there is a checkpoint to go on from, and it is gone, or is not that of the
     *     task
     * @throws IOException if it cannot be read
     */
    static MemberStart of(TrialTask task, TrainingSettings settings, FileStore files) throws IOException {
        RandomStream stream = RandomStream.ofSeed(task.seed());
        if (task.start() instanceof Start.Resume resume) {
            Checkpoint saved = saved(task, resume, settings, files);
            return new MemberStart(settings, stream, resume.copied() ? saved.copy() : saved);
        }
        return fresh(settings, stream);
    }

    private static Checkpoint saved(TrialTask task, Start.Resume resume, TrainingSettings settings, FileStore files)
            throws IOException {
        String name = files.locate(resume.checkpoint());
        byte[] content = LostCheckpointException.read(files, resume.checkpoint(), task.key());
        try {
            return Checkpoint.decode(
                    content,
                    settings.network(),
                    new TreeSet<>(settings.optimizerState()),
                    name);
        } catch (IOException e) {
            throw new LostCheckpointException(List.of(task.key()), e.getMessage(), e);
        }
    }

    /** Begins with initial weights. */
    static MemberStart fresh(TrainingSettings settings, RandomStream stream) {
        Architecture network = settings.network();
        RandomStream weights = stream.child("weights");
        float[] parameters;
        float[] statistics;
        if (network.brought().isPresent()) {
            FreshBlock fresh = FreshBlock.draw(network, settings.blocks(), settings.initialization(), weights);
            parameters = fresh.parameters();
            statistics = fresh.statistics();
        } else {
            parameters = InitialWeights.draw(network, settings.initialization(), weights, settings.seen());
            statistics = ParameterLayout.statistics(network).fresh();
            float[] both = statistics;
            settings.pretrained().ifPresent(trunk -> trunk.begin(parameters, both));
        }
        SortedMap<String, float[]> state = new TreeMap<>();
        settings.optimizerState().forEach(name -> state.put(name, new float[parameters.length]));
        return new MemberStart(settings, stream, new Checkpoint(network, 0, 0, EarlyStopping.START, parameters,
                statistics, state));
    }
}
