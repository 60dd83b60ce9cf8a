package org.whittle.trial;

import java.io.Serializable;

/**
 * A measured value with a 95 % interval.
 */
public record Estimate(double value, double low, double high) implements Serializable {
}
