package org.whittle.app;

import java.util.List;
import java.util.concurrent.Callable;
import org.whittle.config.StudyFile;
import org.whittle.study.StudyPlan;
import org.whittle.study.StudySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a study file. */
@Command(name = "validate", mixinStandardHelpOptions = true,
        description = "Checks a study file and names every mistake with its line. Reads no data, starts nothing.")
final class ValidateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY_FILE", description = "for instance conf/digits.conf")
    private String file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "replaces a setting of the study file; repeatable")
    private List<String> settings = List.of();

    @Override
    public Integer call() {
        StudySpec spec = StudyFile.read(file, settings);
        StudyPlan plan = StudyPlan.of(spec);
        System.out.println("%s is valid: study %s, %d parameters, at most %,d trials and %,d epochs.".formatted(file,
                spec.name(), spec.space().dimensions().size(), plan.trials(), plan.epochs()));
        return ExitCode.DONE;
    }
}
