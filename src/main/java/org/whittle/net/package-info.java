/**
 * What can be said of a network and its training, once: the settings with their domains, and what a network is to learn.
 * Plain data, without an engine.
 */
package org.whittle.net;
