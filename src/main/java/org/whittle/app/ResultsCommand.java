package org.whittle.app;

import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.whittle.config.StudyFile;
import org.whittle.ledger.StudyDirectory;
import org.whittle.report.Leaderboard;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.FileStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a study found, finished or not. */
@Command(name = "results", mixinStandardHelpOptions = true,
        description = "Prints the leaderboard of a finished or running study, and where everything lies.")
final class ResultsCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Override
    public Integer call() {
        FileStore files = SparkStart.files(SparkStart.configuration(new TreeMap<>(), null), study);
        try (StudyDirectory directory = StudyDirectory.read(files)) {
            StudySpec spec = StudyFile.rebuild(directory.study().settings(), directory.study().format());
            System.out.print(Leaderboard.text(spec, new StudyState(directory.ledger().read()), files.locate("")));
        }
        return ExitCode.DONE;
    }
}
