package org.whittle.score.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Constants on the device, made once: DJL would make and free a native tensor for every number in an expression.
 */
public final class Scalars {

    private final NDManager manager;
    private final Map<Float, NDArray> made = new LinkedHashMap<>();

    /** @param manager owns the constants */
    public Scalars(NDManager manager) {
        this.manager = manager;
    }

    /** The constant as a 32-bit float of no dimensions; it belongs to the manager. */
    public NDArray of(double value) {
        return made.computeIfAbsent((float) value, v -> {
            NDArray scalar = manager.create(v);
            // It outlives the step that first asks for it.
            NDScope.unregister(scalar);
            return scalar;
        });
    }
}
