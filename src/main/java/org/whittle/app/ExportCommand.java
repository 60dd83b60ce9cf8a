package org.whittle.app;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.whittle.run.OnnxExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a study's winner to other tools. */
@Command(name = "export", mixinStandardHelpOptions = true,
        description = {"Gives the winner of a finished study to other tools. Starts no Spark.",
            "onnx: the network with its preprocessing as one ONNX file, which takes raw rows."})
final class ExportCommand implements Callable<Integer> {

    private enum Tool { ONNX }

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(names = "--to", required = true, paramLabel = "TOOL", description = "onnx")
    private Tool tool;

    @Option(names = "--output", paramLabel = "PATH",
            description = "a file that is not there; default: export/model.onnx of the study directory")
    private String output;

    @Override
    public Integer call() {
        System.out.println(switch (tool) {
            case ONNX -> OnnxExport.write(study, Optional.ofNullable(output));
        });
        return ExitCode.DONE;
    }
}
