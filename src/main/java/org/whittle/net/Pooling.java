package org.whittle.net;

/** What a pool makes of the numbers of a channel that it covers. */
public enum Pooling {

    /** The largest. */
    MAX,

    /** Their mean. */
    AVERAGE
}
