package org.whittle.score.image;

import java.io.IOException;

/** Bytes that are no picture which can be used. The message is half a sentence that follows a name. */
public final class BrokenPictureException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param why such as "is cut off" */
    public BrokenPictureException(String why) {
        super(why);
    }
}
