package org.whittle.app;

import java.util.concurrent.Callable;
import org.whittle.run.TuningResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a study found, finished or not. */
@Command(name = "results", mixinStandardHelpOptions = true,
        description = "Prints the leaderboard of a finished or running study, and where everything lies.")
final class ResultsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Override
    public Integer call() {
        System.out.print(TuningResult.of(study).leaderboard());
        return ExitCode.DONE;
    }
}
