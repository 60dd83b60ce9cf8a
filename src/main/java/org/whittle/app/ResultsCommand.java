package org.whittle.app;

import java.util.concurrent.Callable;
import org.whittle.run.TuningResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a study found, finished or not. */
@Command(
        name = "results",
        mixinStandardHelpOptions = true,
        description =
                "Prints the leaderboard of a finished, running or dead study, and where everything lies. Starts no "
                        + "Spark.")
final class ResultsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(names = "--effects", description = "what trials came to with each value of each tuned parameter, instead")
    private boolean effects;

    @Option(
            names = "--tables",
            description = "writes the tables as they are now to STUDY/results, as Parquet and as CSV")
    private boolean tables;

    @Override
    public Integer call() {
        TuningResult result = TuningResult.of(study);
        if (tables) {
            result.writeTables();
        }
        System.out.print(effects ? result.effects() : result.leaderboard(Terminal.ofProcess().columns()));
        return ExitCode.DONE;
    }
}
