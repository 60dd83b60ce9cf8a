package org.whittle.space;

/** How prior probability is spread over a numeric domain. */
public enum Scale {
    /** Equal probability for equal differences. */
    LINEAR,
    /** Equal probability for equal ratios; the domain must be positive. */
    LOG
}
