/**
 * A HOCON text and what is read from it: settings that note problems with their line and go on, kinds of values, names
 * that are near to an unknown one, canonical spellings, and what of it is secret. Knows no setting of Whittle by name.
 */
package org.whittle.config.hocon;
