package org.whittle.app;

import java.util.List;
import org.whittle.run.Specification;
import org.whittle.run.Tuning;
import org.whittle.run.TuningListener;
import org.whittle.run.TuningRun;
import org.whittle.run.Versions;

/**
 * A command that runs a study in this process, with its log, its progress and its signals.
 *
 * @param home the study directory
 * @param driver how it runs; without a master, that is left to the specification and {@code spark-submit}
 */
record StudyCommand(Specification specification, String home, DriverOptions driver) {

    /**
     * @param next the command that goes on with the study
     * @return exit code
     * @throws Unfinished if the study did not come to its end
     */
    int run(Resume resume, String next) throws Unfinished {
        DriverLog driverLog = DriverLog.open("%s as of Whittle %s, by %s".formatted(next,
                Versions.ofBuild().get("whittle"), System.getProperty("user.name")), driver.log);
        Terminal process = Terminal.ofProcess();
        Terminal terminal = driver.plain ? process.plain() : process;
        try (ConsoleProgress progress = new ConsoleProgress(System.out, terminal)) {
            Tuning tuning = Tuning.of(specification).master(driver.master).directory(home)
                    .listeners(driverLog, driver.quiet ? new TuningListener() {
                    } : progress, new ResultPrint(System.out, terminal));
            TuningRun run = resume.applied(tuning).start();
            Interruption.during(next, () -> {
                driverLog.keep();
                run.abandon();
            });
            List<String> unmet = run.await().unmetGate();
            unmet.forEach(System.out::println);
            driverLog.drop();
            return unmet.isEmpty() ? ExitCode.DONE : ExitCode.GATE;
        } catch (Throwable failure) {
            throw driverLog.unfinished(failure, next);
        }
    }

    /** The master that {@code spark-submit} was given, unless it is what it would be anyway. */
    static String submitted() {
        String given = System.getProperty("spark.master");
        return "local[*]".equals(given) ? null : given;
    }
}
