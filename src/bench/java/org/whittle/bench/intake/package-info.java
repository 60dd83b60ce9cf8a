/**
 * Measures how a table becomes tensors, beside what Spark itself takes to read it: {@code scripts/bench intake}.
 * Compiled only by the Maven profile {@code bench}.
 */
package org.whittle.bench.intake;
