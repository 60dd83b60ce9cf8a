package org.whittle.app;

import java.util.concurrent.Callable;
import org.whittle.run.StudyStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells how far a study is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Prints how far a study is, wherever it runs: STATE TRIALS/OF EPOCHS/OF BEST. Starts no Spark.",
        footer = {
            "",
            "STATE is preparing, searching, selecting, done, failed, or lost: no sign of life for a minute.",
            "Exit codes: 0 done; 3 done, but a gate was not met; 1 failed; 2 no study; 5 under way; 6 lost."
        })
final class StatusCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(names = "--json", description = "the study's summary with its state, for programs")
    private boolean json;

    @Mixin
    private StudyPlace place;

    @Override
    public Integer call() {
        StudyStatus status = StatusText.of(place.of(study));
        StatusText.print(status, json);
        return StatusText.exitCode(status);
    }
}
