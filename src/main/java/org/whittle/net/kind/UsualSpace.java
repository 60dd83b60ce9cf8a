package org.whittle.net.kind;

/** How much of what is usually tuned a study tunes without saying so: {@code network.space}. */
public enum UsualSpace {

    /** Nothing. */
    NONE,

    /** What makes most of the difference. */
    SMALL,

    /** All that is worth a long search. */
    WIDE
}
