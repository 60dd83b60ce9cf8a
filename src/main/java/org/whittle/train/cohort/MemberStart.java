package org.whittle.train.cohort;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;
import org.whittle.random.RandomStream;
import org.whittle.train.brought.FreshBlock;
import org.whittle.train.brought.TrunkKind;
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
     * Where a task's training begins.
     *
     * @param settings of a trial that was trained for so many epochs
     * @throws LostCheckpointException if there is a checkpoint to go on from, and it is gone, or is not that of the
     *     task
     * @throws IOException if it cannot be read
     */
    static MemberStart of(TrialTask task, IntFunction<TrainingSettings> settings, FileStore files)
            throws IOException {
        RandomStream stream = RandomStream.ofSeed(task.seed());
        if (task.start() instanceof Start.Resume resume) {
            Checkpoint saved = saved(task, resume, settings, files);
            return new MemberStart(settings.apply(saved.epoch() - 1), stream, resume.copied() ? saved.copy() : saved)
                    .thawed(settings.apply(saved.epoch()));
        }
        return fresh(settings.apply(0), stream);
    }

    /**
     * With the settings of the next epoch: where layers that were frozen are trained from then on, they come before
     * what was trained, and the optimizer begins anew.
     */
    MemberStart thawed(TrainingSettings next) {
        if (next.frozen() == settings.frozen()) {
            return new MemberStart(next, stream, from);
        }
        TrunkKind trunk = next.pretrained().orElseThrow();
        float[] parameters = trunk.wholeParameters(settings.frozen(), from.parameters());
        float[] statistics = trunk.wholeStatistics(settings.frozen(), from.statistics());
        return new MemberStart(
                next,
                stream,
                new Checkpoint(
                        next.network(),
                        from.epoch(),
                        0,
                        from.stopping(),
                        parameters,
                        statistics,
                        unmoved(next, parameters.length)));
    }

    private static SortedMap<String, float[]> unmoved(TrainingSettings settings, int size) {
        SortedMap<String, float[]> state = new TreeMap<>();
        settings.optimizerState().forEach(name -> state.put(name, new float[size]));
        return state;
    }

    private static Checkpoint saved(TrialTask task, Start.Resume resume, IntFunction<TrainingSettings> settings,
                                    FileStore files)
            throws IOException {
        String name = files.locate(resume.checkpoint());
        byte[] content = LostCheckpointException.read(files, resume.checkpoint(), task.key());
        try {
            return Checkpoint.decode(
                    content,
                    // It is of the network that its last epoch trained.
                    epoch -> settings.apply(epoch - 1).network(),
                    new TreeSet<>(settings.apply(0).optimizerState()),
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
            settings.pretrained().ifPresent(trunk -> trunk.begin(settings.frozen(), parameters, both));
        }
        return new MemberStart(settings, stream, new Checkpoint(network, 0, 0, EarlyStopping.START, parameters,
                statistics, unmoved(settings, parameters.length)));
    }
}
