/** What is shipped: an exported network's directory, its description, and the scoring of rows with it. */
package org.whittle.train.model;
