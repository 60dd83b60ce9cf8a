package org.whittle.train.engine;

import ai.djl.Device;
import org.whittle.score.engine.TorchEngine;
import org.whittle.work.Place;
import org.whittle.work.PlaceException;

/** The device that Spark gave to a task. */
public final class TaskDevice {

    private TaskDevice() {
    }

    /**
     * The task's first GPU, or a core.
     *
     * @throws PlaceException if there is no such GPU
     */
    public static Device of(Place place) {
        if (place.gpus().isEmpty()) {
            return Device.cpu();
        }
        String address = place.gpus().get(0);
        int visible = TorchEngine.gpus();
        int index;
        try {
            index = Integer.parseInt(address.trim());
        } catch (NumberFormatException e) {
            throw new PlaceException(
                    "The GPU address '%s' is not a number. Let the discovery script print CUDA indices."
                            .formatted(address),
                    e);
        }
        if (index < 0 || index >= visible) {
            throw new PlaceException(
                    ("The task was given GPU %d, but the engine sees %d on %s. Build the job jar with a CUDA "
                                    + "profile, and check the driver there%s.")
                            .formatted(index, visible, place.host(), visible > 0 ? "" : "; the image must hold "
                                    + "libcudart, too, by which DJL counts GPUs: with the driver's libraries alone it "
                                    + "counts none"),
                    null);
        }
        return Device.gpu(index);
    }
}
