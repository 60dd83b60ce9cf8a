package org.whittle.app;

import java.util.List;
import java.util.concurrent.Callable;
import org.whittle.config.StudyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what a study would do. */
@Command(name = "plan", mixinStandardHelpOptions = true,
        description = "Prints the search space, the brackets and rungs, and the epochs in total. Trains nothing.")
final class PlanCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY_FILE", description = "for instance conf/digits.conf")
    private String file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "replaces a setting of the study file; repeatable")
    private List<String> settings = List.of();

    @Override
    public Integer call() {
        System.out.print(PlanText.of(StudyFile.read(file, settings)));
        return ExitCode.DONE;
    }
}
