/** What is shipped, in a study directory; {@link org.whittle.score} reads it anywhere. */
package org.whittle.train.model;
