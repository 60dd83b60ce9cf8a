/**
 * How a cohort trains: {@link org.whittle.train.graph.Graph} is the port, members' states and rows in, losses and
 * states out, with the optimizers inside. Behind it stands {@link org.whittle.train.graph.HostGraph}: multilayer
 * perceptrons as one batched graph with a written-out backward pass, normalization and dropout masks. Beside it: what
 * the parameters of an architecture begin with.
 */
package org.whittle.train.graph;
