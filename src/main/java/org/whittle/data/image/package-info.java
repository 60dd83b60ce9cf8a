/**
 * Images as tables: files that hold many of them. Nothing of a file is believed, or makes room for anything, before it
 * was compared with what there is.
 */
package org.whittle.data.image;
