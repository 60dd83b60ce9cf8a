/** Initial weights, a file each; {@link org.whittle.net.initial.Initializations} lists them. */
package org.whittle.net.initial;
