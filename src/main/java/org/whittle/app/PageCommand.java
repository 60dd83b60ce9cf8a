package org.whittle.app;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.whittle.run.PageServer;
import org.whittle.run.TuningResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes or serves a study's page. */
@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        description = "Writes the page of a finished, running or dead study as it is now, or serves it to this "
                + "machine's browsers and keeps it up to date. Starts no Spark.")
final class PageCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(
            names = "--serve",
            arity = "0..1",
            fallbackValue = "0",
            paramLabel = "PORT",
            description = "serves it on this port of localhost (without a number on any free one) until Ctrl-C; "
                    + "an open page shows what the study does, and the directory is only read")
    private Integer port;

    @Mixin
    private StudyPlace place;

    @Override
    public Integer call() throws InterruptedException {
        String directory = place.of(study);
        if (port == null) {
            System.out.println(TuningResult.of(directory).writePage());
            return ExitCode.DONE;
        }
        try (PageServer server = PageServer.start(directory, port)) {
            System.out.println(server.address());
            System.out.flush();
            // Until a signal ends the process.
            new CountDownLatch(1).await();
        }
        return ExitCode.DONE;
    }
}
