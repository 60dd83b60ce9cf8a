/**
 * DJL's PyTorch engine, as scoring and training share it: its set-up, tensors that Java writes, constants, arithmetic.
 */
package org.whittle.score.engine;
