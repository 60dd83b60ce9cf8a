/** What is shipped: an exported network's files, their description, and the network itself, by DJL. */
package org.whittle.score.model;
