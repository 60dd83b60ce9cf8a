/**
 * Arithmetic that formulas of networks are written in, whoever does it: PyTorch's arrays, numbers of a test, or a
 * program text.
 */
package org.whittle.net.array;
