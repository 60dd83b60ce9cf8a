package org.whittle.score.image;

/** How a picture of another shape becomes an image of a given one. */
public enum Fit {
    /** Its middle, as large as it can be. */
    CROP,
    /** All of it, in the middle, black around it. */
    PAD,
    /** All of it, wider or higher than it was. */
    STRETCH
}
