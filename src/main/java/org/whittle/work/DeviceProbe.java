package org.whittle.work;

import java.io.Serializable;

/** Looks at what a task would train on. It is sent to an executor, so it holds nothing. */
public interface DeviceProbe extends Serializable {

    /**
     * The first GPU that the place was given, whole; a core if it was given none.
     *
     * @throws PlaceException if the engine does not see that GPU
     */
    DeviceProfile look(Place place);
}
