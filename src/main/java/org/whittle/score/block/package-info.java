/**
 * Networks that users bring, as blocks of DJL's: what a class of theirs has to be, what a module of PyTorch's is, and
 * how one is made, given its numbers and asked for outputs. Training and scoring make them by the same code.
 *
 * <p>A model's directory brings no code: who loads a model hands in whatever may make its network, a class or the file
 * of a module.
 */
package org.whittle.score.block;
