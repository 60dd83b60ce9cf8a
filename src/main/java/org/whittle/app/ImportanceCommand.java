package org.whittle.app;

import java.util.concurrent.Callable;
import org.whittle.run.TuningResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows which parameters mattered. */
@Command(name = "importance", mixinStandardHelpOptions = true,
        description = "Prints which parameters, and which pairs of them, make a study's trials better and worse, for "
                + "each budget; the table goes to results/importance.parquet.")
final class ImportanceCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Override
    public Integer call() {
        System.out.print(TuningResult.of(study).importance());
        return ExitCode.DONE;
    }
}
