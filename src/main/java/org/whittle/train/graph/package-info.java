/**
 * How a cohort trains: {@link org.whittle.train.graph.Graph} is the port, members' states and rows in, losses and
 * states out, with the optimizers inside; {@link org.whittle.train.program} stands behind it. Beside it: how networks
 * of other widths and depths share a graph, what their parameters begin with, how an epoch's rows are cut into batches,
 * and which units dropout leaves out.
 */
package org.whittle.train.graph;
