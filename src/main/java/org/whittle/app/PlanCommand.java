package org.whittle.app;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what a study would do. */
@Command(name = "plan", mixinStandardHelpOptions = true,
        description = "Prints the search space, the brackets and rungs, and the epochs in total. Trains nothing.")
final class PlanCommand implements Callable<Integer> {

    @Mixin
    private StudyFileArguments arguments;

    @Override
    public Integer call() {
        System.out.print(PlanText.of(arguments.read()));
        return ExitCode.DONE;
    }
}
