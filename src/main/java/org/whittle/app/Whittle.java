package org.whittle.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.apache.spark.SparkUserAppException;
import org.whittle.study.Secrets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The command line. */
@Command(
        name = "whittle",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Tunes the hyperparameters of deep networks on Apache Spark.",
        footer = {
            "",
            "Exit codes: 0 done; 1 failed; 2 your study file, data or arguments; 3 done, but a gate was not met;",
            "4 the study is in use by another driver; 130, 143 stopped by Ctrl-C or SIGTERM; of status and wait,",
            "5 under way, 6 lost."
        },
        subcommands = {
            TuneCommand.class,
            ResumeCommand.class,
            PlanCommand.class,
            ValidateCommand.class,
            BaselineCommand.class,
            StatusCommand.class,
            WaitCommand.class,
            ListCommand.class,
            ResultsCommand.class,
            ImportanceCommand.class,
            PageCommand.class,
            CompareCommand.class,
            PredictCommand.class,
            ExportCommand.class,
            SettingsCommand.class
        })
public final class Whittle implements Runnable {

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec command;

    /** @throws SparkUserAppException in YARN's cluster mode, in place of an exit code that is not 0 */
    public static void main(String[] arguments) throws SparkUserAppException {
        System.setOut(Secrets.clear(System.out));
        System.setErr(Secrets.clear(System.err));
        // Threads of libraries that end by an exception would tell the terminal.
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> LogManager.getLogger(Whittle.class)
                .warn("The thread {} ended", thread.getName(), e));
        boolean ofSpark = arguments.length > 0
                && List.of("tune", "resume", "baseline", "predict").contains(arguments[0]);
        if (ofSpark) {
            Interruption.listen(System.err);
        }
        Interruption.exit(run(arguments, System.err));
    }

    /**
     * Runs a command line in this virtual machine.
     *
     * @param errorStream where mistakes and failures are reported
     * @return exit code, see {@link ExitCode}
     */
    public static int run(String[] arguments, PrintStream errorStream) {
        PrintStream errors = Secrets.clear(errorStream);
        CommandLine line = new CommandLine(new Whittle());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((e, args) -> reportUsage(e, errors));
        FailureReport report = new FailureReport(errors);
        line.setExecutionExceptionHandler((e, cl, result) -> report.of(e));
        try {
            return line.execute(arguments);
        } catch (RuntimeException | Error e) {
            return report.of(e);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Which command? Try: whittle tune conf/digits.conf");
    }

    private static int reportUsage(ParameterException e, PrintStream errors) {
        errors.println("whittle: " + e.getMessage());
        PrintWriter writer = new PrintWriter(errors, true, Charset.defaultCharset());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, writer);
        errors.println("See: %s --help".formatted(e.getCommandLine().getCommandSpec().qualifiedName()));
        return ExitCode.INPUT;
    }
}
