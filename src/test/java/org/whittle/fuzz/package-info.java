/**
 * Damaged inputs. Every one is either used like a sound one, or refused in words that name it;
 * {@code scripts/bench fuzz} goes through thousands, the tests through some hundreds of the same numbers. What a run
 * finds becomes a test of its kind where that kind is looked after.
 */
package org.whittle.fuzz;
