package org.whittle.app;

import java.io.PrintStream;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudyException;
import org.whittle.study.StudyInUseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line. */
@Command(name = "whittle", mixinStandardHelpOptions = true, versionProvider = Versions.Provider.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tunes the hyperparameters of deep networks on Apache Spark.",
        footer = {"", "Exit codes: 0 done; 1 failed; 2 your study file, data or arguments; 3 done, but a gate was not met;",
            "4 the study is in use by another driver."},
        subcommands = {TuneCommand.class, PlanCommand.class, ValidateCommand.class, ResultsCommand.class,
            PredictCommand.class})
public final class Whittle implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec command;

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.err));
    }

    /**
     * Runs a command line.
     *
     * @param errors where mistakes and failures are reported
     * @return exit code, see {@link ExitCode}
     */
    static int run(String[] arguments, PrintStream errors) {
        CommandLine line = new CommandLine(new Whittle());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, args) -> reportUsage(e, errors));
        line.setExecutionExceptionHandler((e, cl, result) -> report(e, errors));
        return line.execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Which command? Try: whittle tune conf/digits.conf");
    }

    private static int reportUsage(ParameterException e, PrintStream errors) {
        errors.println("whittle: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, new java.io.PrintWriter(errors, true));
        errors.println("See: %s --help".formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
        return ExitCode.INPUT;
    }

    private static int report(Exception e, PrintStream errors) {
        if (e instanceof InvalidInputException invalid) {
            invalid.problems().forEach(errors::println);
            return ExitCode.INPUT;
        }
        errors.println("whittle: " + e.getMessage());
        if (e instanceof StudyInUseException) {
            return ExitCode.IN_USE;
        }
        boolean expected = e instanceof StudyException || e instanceof InfrastructureException;
        if (System.getenv("WHITTLE_TRACE") != null) {
            e.printStackTrace(errors);
        } else if (!expected) {
            errors.println("whittle: this should not happen (%s). Set WHITTLE_TRACE=1 to see where."
                    .formatted(e.getClass().getName()));
        }
        return ExitCode.FAILED;
    }
}
