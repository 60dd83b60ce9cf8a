package org.whittle.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.concurrent.Callable;
import org.whittle.run.Baseline;
import org.whittle.run.BaselineResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells what the baseline reaches, before anyone tunes. */
@Command(name = "baseline", mixinStandardHelpOptions = true,
        description = {"Trains a study's baseline only, and beside it gradient-boosted trees of MLlib's (or a linear",
            "model: of more than two classes, of images), on the same prepared rows; prints what each reaches on",
            "validation rows. Reads no test row, and leaves nothing behind."})
final class BaselineCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Mixin
    private StudyFileArguments arguments;

    @Option(names = "--folder", paramLabel = "DIR",
            description = "where prepared rows lie meanwhile, on a file system that all nodes see; default: beside "
                    + "studies")
    private String folder;

    @Option(names = "--json", description = "prints an object: study, objective, rows, and of each model its metrics")
    private boolean json;

    @Option(names = "--master", paramLabel = "M", description = "Spark master; default: local[*]")
    private String master;

    @Override
    public Integer call() throws Exception {
        return DriverLog.during("whittle baseline " + arguments.file(), this::baseline);
    }

    private int baseline() throws InterruptedException, JsonProcessingException {
        Baseline baseline = Baseline.of(arguments.specification()).master(master);
        BaselineResult result = (folder == null ? baseline : baseline.folder(folder)).run(step -> {
            if (!json) {
                System.out.println(step);
            }
        });
        System.out.print(json ? JSON.writeValueAsString(result.fields()) + System.lineSeparator() : result.text());
        return result.trained() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
