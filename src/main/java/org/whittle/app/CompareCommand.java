package org.whittle.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.whittle.run.TuningComparison;
import org.whittle.study.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts studies side by side. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Prints studies of one objective side by side: what they came to, what it cost, their winners, "
                + "and which parameters mattered. Starts no Spark.")
final class CompareCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", arity = "2..*", description = "study directories, two or more")
    private List<String> studies;

    @Option(names = "--json", description = "as JSON, with the best after every rung, for programs")
    private boolean json;

    @Option(names = "--page", paramLabel = "FILE", description = "writes a page of it to this file, too")
    private Path page;

    @Override
    public Integer call() throws IOException {
        TuningComparison comparison = TuningComparison.of(studies);
        if (page != null) {
            Path folder = page.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                throw new InvalidInputException("There is no directory for --page %s; make it first".formatted(page));
            }
            Files.writeString(page, comparison.page());
        }
        System.out.print(json ? comparison.json() + System.lineSeparator() : comparison.text());
        return ExitCode.DONE;
    }
}
