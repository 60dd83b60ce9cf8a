/**
 * Reads {@code network}: the kind of networks, and the layers of the user's own. Layers are checked as they stand, and
 * then with the values that the search space can give them, so that no trial finds what a reader of the file can tell.
 */
package org.whittle.config.network;
