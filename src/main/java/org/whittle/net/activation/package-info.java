/**
 * Activations, with PyTorch's formulas and default constants, a file each;
 * {@link org.whittle.net.activation.Activations} lists them.
 */
package org.whittle.net.activation;
