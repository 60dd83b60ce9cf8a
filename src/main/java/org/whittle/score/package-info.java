/**
 * What is needed to score rows with a trained network, without Spark.
 *
 * <p>Its rooms: {@code column} (cells and how they become values), {@code image} (files of pictures), {@code step} (the
 * preprocessing as data), {@code engine} (DJL, as training uses it too) and {@code model} (the exported network). They
 * know neither Spark nor the study.
 */
package org.whittle.score;
