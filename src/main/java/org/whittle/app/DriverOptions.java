package org.whittle.app;

import picocli.CommandLine.Option;

/** How a driver runs: what commands that train have in common. */
final class DriverOptions {

    @Option(
            names = "--master",
            paramLabel = "M",
            description = "Spark master; default: local[*], or as before where a study goes on")
    String master;

    @Option(names = "--quiet", description = "prints the result only")
    boolean quiet;

    @Option(names = "--plain", description = "a line a rung on a terminal too, as elsewhere, instead of a bar")
    boolean plain;

    @Option(
            names = "--log",
            paramLabel = "text|json",
            description = "how lines of logs/driver-TIME.log look; default: text")
    DriverLog.Format log = DriverLog.Format.TEXT;
}
