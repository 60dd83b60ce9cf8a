package org.whittle.app;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.whittle.config.Draft;
import org.whittle.run.InputCheck;
import org.whittle.study.InputProblem;
import org.whittle.study.PlanNotes;
import org.whittle.study.StudyPlan;
import org.whittle.study.StudySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a study file, and its table if asked to. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a study file and names every mistake with its line. Reads no data, starts nothing.",
            "With --data, checks the table too, on Spark, and names everything that is wrong with either, and the "
                    + "lines that",
            "mend it when they are added to the study file."
        })
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private StudyFileArguments arguments;

    @Option(names = "--data", description = "checks the table too")
    private boolean data;

    @Option(
            names = "--json",
            description = "prints an array of what was found: file, line, column, row, setting, problem, "
                    + "write (the line to add to the study file), refused (false for a mere note)")
    private boolean json;

    @Option(names = "--master", paramLabel = "M", description = "Spark master; default: local[*]")
    private String master;

    @Override
    public Integer call() throws Exception {
        return data ? DriverLog.during("whittle validate " + arguments.file(), this::validate) : validate();
    }

    private int validate() {
        Draft draft = arguments.draft();
        InputCheck check = data ? InputCheck.of(draft, master, arguments::misfits) : InputCheck.of(draft);
        boolean sound = check.problems().isEmpty();
        if (json) {
            System.out.println(FindingsJson.of(check));
            return sound ? ExitCode.DONE : ExitCode.INPUT;
        }
        PrintStream out = sound ? System.out : System.err;
        check.problems().stream().map(InputProblem::text).forEach(out::println);
        check.notes().forEach(note -> out.println("note: " + note.text()));
        if (data && !check.lines().isEmpty()) {
            out.println((sound ? "To say so, add to %s:" : "Lines to add to %s:").formatted(arguments.file()));
            check.lines().forEach(line -> out.println("  " + line));
        }
        draft.spec().filter(spec -> sound).ifPresent(this::describe);
        return sound ? ExitCode.DONE : ExitCode.INPUT;
    }

    private void describe(StudySpec spec) {
        StudyPlan plan = StudyPlan.of(spec);
        System.out.println("%s is valid%s: study %s, %s, at most %s and %s."
                .formatted(
                        arguments.file(),
                        data && spec.data().isPresent() ? ", and so is its table" : "",
                        spec.name(),
                        counted(spec.space().dimensions().size(), "parameter"),
                        counted(plan.trials(), "trial"),
                        counted(plan.epochs(), "epoch")));
        PlanNotes.of(spec).forEach(note -> System.out.println("note: " + note));
    }

    private static String counted(long count, String what) {
        return "%,d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }
}
