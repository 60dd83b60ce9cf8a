/**
 * The preprocessing as data: steps with their fitted numbers, and the plain function of a row that they are. What fits
 * them is {@code data.step}.
 */
package org.whittle.score.step;
