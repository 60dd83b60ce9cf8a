/**
 * What a GPU makes of the engine: {@code scripts/bench gpu}. One process, under four minutes on a device; a core can
 * stand for one, so that the measurement itself is tried where there is none.
 *
 * <p>It needs neither Spark nor Hadoop, so that all of it, without the native engine, can be packed and carried to a
 * machine that has nothing but a GPU and PyTorch.
 */
package org.whittle.bench.gpu;
