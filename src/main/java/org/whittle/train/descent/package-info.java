/** How weights descend: optimizers over flat arrays, learning-rate schedules, and when a trial has waited long enough. */
package org.whittle.train.descent;
