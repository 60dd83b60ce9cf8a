/**
 * What can be tuned: parameters with their domains, the conditions and constraints between them, and single points
 * of the space they span.
 *
 * <p>Everything here is an immutable value without any notion of training, so that samplers can be tested on
 * synthetic functions and a search space can be read, printed and counted before anything has started. Conditions and
 * constraints are one small expression language ({@link org.whittle.space.Expression}) instead of Java lambdas, because
 * they must be serialized to executors, printed in {@code plan}, and analysed by samplers that treat conditional
 * dimensions as a tree.
 */
package org.whittle.space;
