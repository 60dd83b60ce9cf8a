package org.whittle.app;

import java.util.concurrent.Callable;
import org.whittle.study.StudyPlan;
import org.whittle.study.StudySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks a study file. */
@Command(name = "validate", mixinStandardHelpOptions = true,
        description = "Checks a study file and names every mistake with its line. Reads no data, starts nothing.")
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private StudyFileArguments arguments;

    @Override
    public Integer call() {
        StudySpec spec = arguments.read();
        StudyPlan plan = StudyPlan.of(spec);
        System.out.println("%s is valid: study %s, %d parameters, at most %,d trials and %,d epochs.".formatted(arguments.file(),
                spec.name(), spec.space().dimensions().size(), plan.trials(), plan.epochs()));
        return ExitCode.DONE;
    }
}
