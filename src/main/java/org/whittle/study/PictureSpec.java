package org.whittle.study;

import java.io.Serializable;
import org.whittle.score.image.Fit;
import org.whittle.score.image.Frame;

/**
 * How files of pictures become images.
 *
 * @param frame that they are brought to; sizes and channels that are 0 are those of the pictures
 * @param skipBroken whether files that cannot be used are left out, rather than refused
 */
public record PictureSpec(Frame frame, boolean skipBroken) implements Serializable {

    /** What holds unless a study file says otherwise. */
    public static final PictureSpec STANDARD = new PictureSpec(new Frame(0, 0, 0, Fit.CROP), false);
}
