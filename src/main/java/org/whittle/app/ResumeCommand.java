package org.whittle.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.whittle.run.RecordedStudy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with a study that is there. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Goes on with a study where it stopped, by the settings that it keeps: needs no study file. One "
                + "that has finished is reported.")
final class ResumeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "replaces a setting of stop, gate, notify, export or spark")
    private List<String> settings = List.of();

    @Option(
            names = "--trust",
            description = {
                "does all that the directory says: it may name commands, and classes for Spark, which others could "
                        + "have",
                "written into it"
            })
    private boolean trusted;

    @Mixin
    private StudyPlace place;

    @Mixin
    private DriverOptions driver;

    @Override
    public Integer call() throws Exception {
        String home = place.of(study);
        RecordedStudy recorded = RecordedStudy.of(home, trusted);
        recorded.notes().forEach(note -> System.out.println("note: " + note));
        List<String> overrides = new ArrayList<>(StudyFileArguments.environment());
        overrides.addAll(settings);
        List<String> words = command.root().commandLine().getParseResult().originalArgs();
        return new StudyCommand(recorded.specification().with(overrides), home, driver)
                .run(Resume.AUTO, NextCommand.again(words));
    }
}
