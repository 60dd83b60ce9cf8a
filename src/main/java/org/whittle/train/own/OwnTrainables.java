package org.whittle.train.own;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.whittle.work.OwnTraining;
import org.whittle.work.Place;
import org.whittle.work.Providers;
import org.whittle.work.Trainable;

/** Makes what a study file calls to train. */
final class OwnTrainables {

    private OwnTrainables() {
    }

    /**
     * Makes it anew, for one task.
     *
     * @throws IOException if this node has not what the driver has
     */
    static Trainable make(OwnTraining.Call call, int trial, Place place) throws IOException {
        if (call instanceof OwnTraining.Call.OfCommand command) {
            return new CommandTrainable(command.words(), Path.of(place.files()), environment(place), new OwnLog(trial));
        }
        String name = ((OwnTraining.Call.OfClass) call).name();
        try {
            return Providers.find(Trainable.class, name, Trainable::name).orElseThrow(() -> new IOException(
                    "%s has no class %s, which trains: ship its jar with --jars".formatted(place.host(), name)));
        } catch (IllegalArgumentException e) {
            throw new IOException("On %s, trainer.class = %s %s".formatted(place.host(), name, e.getMessage()), e);
        }
    }

    /** Where files that were shipped lie, and the GPUs that are the task's, as CUDA programs look for them. */
    private static Map<String, String> environment(Place place) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("WHITTLE_FILES", Path.of(place.files()).toAbsolutePath().toString());
        // Python buffers what it prints to a pipe: an epoch is to be known when it has ended.
        environment.put("PYTHONUNBUFFERED", "1");
        if (!place.gpus().isEmpty()) {
            environment.put("CUDA_VISIBLE_DEVICES", String.join(",", place.gpus()));
        }
        return environment;
    }
}
