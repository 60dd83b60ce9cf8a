package org.whittle.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.whittle.config.Draft;
import org.whittle.run.Tuning;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a study. */
@Command(name = "tune", mixinStandardHelpOptions = true,
        description = "Runs a study: searches, refits the winner, tests it once, and writes the results.",
        footer = {"", "What stands behind -- goes to spark-submit, for instance:",
            "  whittle tune study.conf --master yarn -- --num-executors 8 --executor-cores 4"})
final class TuneCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Mixin
    private StudyFileArguments arguments;

    @Option(names = "--study", paramLabel = "DIR",
            description = "study directory on any Hadoop file system; default: studies/NAME-TIME")
    private String directory;

    @Option(
            names = "--resume",
            arity = "0..1",
            paramLabel = "auto",
            preprocessor = Resume.Attached.class,
            converter = Resume.Reader.class,
            description = {
                "goes on with the study in DIR where it stopped; with --resume=auto a study that has finished is",
                "reported, with the same exit code: the line for schedulers, to be repeated until it exits with 0"
            })
    private Resume resume = Resume.NO;

    @Mixin
    private StudyPlace place;

    @Mixin
    private DriverOptions driver;

    @Override
    public Integer call() throws Exception {
        Draft draft = resume == Resume.NO ? arguments.draft() : arguments.specification().begun();
        if (!draft.problems().isEmpty()) {
            // Told at once. Spark, which takes its time to start, looks at the table only where a study can follow.
            List<InputProblem> problems = new ArrayList<>(draft.problems());
            draft.data().ifPresent(rows -> problems.add(InputProblem.of(
                    "The table was not looked at; whittle validate %s --data names all that is wrong with either"
                            .formatted(arguments.file()))));
            throw InvalidInputException.of(problems);
        }
        StudySpec spec = draft.spec().orElseThrow();
        if (resume != Resume.NO && directory == null) {
            throw new InvalidInputException("--resume needs the study's directory; write --study DIR");
        }
        String home = directory != null ? place.of(directory) : Tuning.directoryOf(spec.name());
        List<String> words = command.root().commandLine().getParseResult().originalArgs();
        return new StudyCommand(arguments.specification(), home, driver).run(resume,
                NextCommand.resuming(words, home, StudyCommand.submitted()));
    }
}
