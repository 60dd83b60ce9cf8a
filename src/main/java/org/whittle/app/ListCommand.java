package org.whittle.app;

import java.util.List;
import java.util.concurrent.Callable;
import org.whittle.run.StudyStatus;
import org.whittle.study.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists studies. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Prints all studies under a directory, a line each: what status says of it, and where it is. "
                + "Starts no Spark.")
final class ListCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "a directory on any Hadoop file system")
    private String directory;

    @Override
    public Integer call() {
        List<String> studies = StudyStatus.under(directory);
        studies.forEach(study -> System.out.println(line(study) + " " + study));
        if (studies.isEmpty()) {
            System.out.println("no study under " + directory);
        }
        return ExitCode.DONE;
    }

    /** One that is damaged does not hide the others. */
    private static String line(String study) {
        try {
            return StudyStatus.of(study).map(StudyStatus::line).orElse("gone");
        } catch (InvalidInputException damaged) {
            return "damaged";
        }
    }
}
