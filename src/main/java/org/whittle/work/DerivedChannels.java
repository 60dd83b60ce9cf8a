package org.whittle.work;

import java.io.Serializable;

/** The last channels of images, which are computed of those before them: who changes an image computes them anew. */
public interface DerivedChannels extends Serializable {

    /** Channels of the image itself, which come first. */
    int own();

    /**
     * Computes the others of an image in its place.
     *
     * @param images as they are trained on
     * @param at where the image begins
     */
    void derive(float[] images, int at);
}
