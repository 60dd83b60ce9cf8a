package org.whittle.train.program;

import org.whittle.net.InputShape;

/**
 * What a layer of a cohort's networks gives for a batch, by its name in a program.
 *
 * <pre>
 *   an image      rows × (networks · channels) × height × width, in memory channels last
 *   a vector      networks × units × rows
 *   shared        the same for all networks, and there once, because nothing before it is trained
 * </pre>
 *
 * @param shape of one row of one network
 * @param rowsFirst of a vector: whether it lies row by row in memory
 * @param free whether nobody but the next layer asks for it, so that this may write over it
 */
record LayerValue(String name, InputShape shape, boolean shared, boolean rowsFirst, boolean free) {

    /** What a layer made of its own. */
    LayerValue(String name, InputShape shape) {
        this(name, shape, false, false, true);
    }

    InputShape.Image image() {
        return (InputShape.Image) shape;
    }

    boolean isImage() {
        return shape instanceof InputShape.Image;
    }

    /** Something else of the same shape, in the same way. */
    LayerValue with(String other) {
        return new LayerValue(other, shape, shared, rowsFirst, free);
    }

    /** The same, which is not to be written over. */
    LayerValue kept() {
        return new LayerValue(name, shape, shared, rowsFirst, false);
    }
}
