/**
 * Networks that users bring, as blocks of DJL's: what a class of theirs has to be, and how one is made, given its
 * numbers and asked for outputs. Training and scoring make them by the same code.
 *
 * <p>A model's directory names no class to load: who loads a model hands in whatever may make its network.
 */
package org.whittle.score.block;
