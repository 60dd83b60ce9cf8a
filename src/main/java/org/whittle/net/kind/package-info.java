/**
 * From hyperparameters to networks: the kinds that {@code network.kind} of a study file names, a file each.
 *
 * <p>What trains, stores and scores networks sees only the {@link org.whittle.net.Architecture} that comes out, so a
 * kind is a file here and what reads its settings in {@code config}. Unlike the other rooms, this one stands above its
 * package: it builds what is declared there, and nothing there knows of it.
 */
package org.whittle.net.kind;
