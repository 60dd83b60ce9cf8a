/**
 * The command line: reads arguments, wires the adapters to the study's ports, and turns what happens into lines for
 * people and exit codes for schedulers.
 */
package org.whittle.app;
