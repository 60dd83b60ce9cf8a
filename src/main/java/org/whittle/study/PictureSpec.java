package org.whittle.study;

import java.io.Serializable;
import org.whittle.score.image.Fit;
import org.whittle.score.image.Frame;

/**
 * How pictures become images.
 *
 * @param frame that they are brought to; sizes and channels that are 0 are those of the pictures
 * @param skipBroken whether pictures that cannot be used are left out, rather than refused
 * @param column of a table that holds them, or their files' paths; empty if there is none
 */
public record PictureSpec(Frame frame, boolean skipBroken, String column) implements Serializable {

    /** What holds unless a study file says otherwise. */
    public static final PictureSpec STANDARD = new PictureSpec(new Frame(0, 0, 0, Fit.CROP), false);

    /** Of files in a folder. */
    public PictureSpec(Frame frame, boolean skipBroken) {
        this(frame, skipBroken, "");
    }

    /** The same, brought to another frame. */
    public PictureSpec with(Frame other) {
        return new PictureSpec(other, skipBroken, column);
    }

    /** Whether a column of a table holds them. */
    public boolean inColumn() {
        return !column.isEmpty();
    }
}
