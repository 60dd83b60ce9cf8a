/**
 * What cross-validation with pruning inside it costs and brings: real studies on small samples of real tables, whose
 * remaining rows tell the true error of what each study chose. A package of its own since it needs Spark and real
 * training, where most benches simulate.
 */
package org.whittle.bench.folds;
