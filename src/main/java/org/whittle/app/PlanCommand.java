package org.whittle.app;

import java.util.concurrent.Callable;
import org.whittle.study.StudySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what a study would do. */
@Command(name = "plan", mixinStandardHelpOptions = true,
        description = "Prints the search space, the brackets and rungs, and the epochs in total. Trains nothing.")
final class PlanCommand implements Callable<Integer> {

    private static final int MOST_SLOTS = 10_000;

    @Mixin
    private StudyFileArguments arguments;

    @Option(names = "--slots", split = ",", paramLabel = "N",
            description = "Also prints how clusters of so many slots would be used, for instance --slots 1,9,36.")
    private int[] slots = {};

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        for (int width : slots) {
            if (width < 1 || width > MOST_SLOTS) {
                throw new ParameterException(command.commandLine(),
                        "--slots: %d is not a whole number from 1 to %d; write --slots 1,9,36".formatted(
                                width, MOST_SLOTS));
            }
        }
        StudySpec spec = arguments.read();
        System.out.print(PlanText.of(spec));
        if (slots.length > 0) {
            System.out.print(SlotsText.of(spec, slots));
        }
        return ExitCode.DONE;
    }
}
