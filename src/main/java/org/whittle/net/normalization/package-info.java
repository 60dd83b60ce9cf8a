/**
 * Normalizations of hidden layers, one file each: what it learns, what it keeps beside, and its constants. The formulas
 * run where rows of a batch are beside each other, in {@code train.program}.
 */
package org.whittle.net.normalization;
