/**
 * The command line, a thin face over {@link org.whittle.run}: reads arguments, and turns what happens into lines for
 * people and exit codes for schedulers. What belongs to the process as a whole is here and nowhere else: its terminal,
 * its log, its signals, its end.
 */
package org.whittle.app;
