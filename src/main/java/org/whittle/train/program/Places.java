package org.whittle.train.program;

/** Where what a network has learnt lies in the flat tensors of a cohort. */
interface Places {

    /** Elements of the flat tensor of parameters, and of each of their moments. */
    int size();

    /** Elements of the flat tensor of statistics; at least one, because the engine has no empty ones. */
    int statisticsSize();

    /** Copies a network's parameters, or moments, to their places. */
    void put(int network, float[] own, float[] flat);

    /** A network's parameters, or moments, from their places. */
    float[] get(int network, float[] flat);

    /** Copies a network's statistics of normalizations to their places. */
    void putStatistics(int network, float[] own, float[] flat);

    /** A network's statistics from their places. */
    float[] getStatistics(int network, float[] flat);

    /** The pieces that networks' parameters are in, as {@link DescentSource#pieces} wants them. */
    long[] pieces();
}
