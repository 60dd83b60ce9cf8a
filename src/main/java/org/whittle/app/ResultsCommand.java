package org.whittle.app;

import java.util.concurrent.Callable;
import org.whittle.run.TuningResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a study found, finished or not. */
@Command(name = "results", mixinStandardHelpOptions = true,
        description = "Prints the leaderboard of a finished or running study, and where everything lies.")
final class ResultsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(names = "--effects", description = "what trials came to with each value of each tuned parameter, instead")
    private boolean effects;

    @Override
    public Integer call() {
        TuningResult result = TuningResult.of(study);
        System.out.print(effects ? result.effects() : result.leaderboard());
        return ExitCode.DONE;
    }
}
