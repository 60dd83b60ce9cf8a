package org.whittle.app;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.whittle.run.OnnxExport;
import org.whittle.run.StudyExport;
import org.whittle.study.InvalidInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a study to other tools. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Gives a study, finished or not, to another tool; what that has already is not there twice.",
            "onnx is its winner's network, with the preprocessing, as one file that takes raw rows.",
            "Starts no Spark."
        },
        footer = {
            "",
            "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, say who comes."
        })
final class ExportCommand implements Callable<Integer> {

    private enum Tool { MLFLOW, TENSORBOARD, CSV, OPTUNA, ONNX }

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "TOOL",
            description = "mlflow, tensorboard, csv, optuna or onnx")
    private Tool tool;

    @Option(
            names = "--output",
            paramLabel = "PATH",
            description =
                    "of tensorboard and csv a directory, of optuna and onnx a file; default: within the study "
                            + "directory")
    private String output;

    @Option(names = "--uri", paramLabel = "ADDRESS",
            description = "of MLflow's server; default: MLFLOW_TRACKING_URI of the environment")
    private String uri;

    @Option(names = "--experiment", paramLabel = "NAME", description = "of MLflow; default: the study's name")
    private String experiment;

    @Option(names = "--register-as", paramLabel = "NAME",
            description = "registers the winner's model in MLflow under this name")
    private String registerAs;

    @Override
    public Integer call() throws InterruptedException {
        requireFitting();
        Optional<String> place = Optional.ofNullable(output);
        System.out.println(switch (tool) {
            case MLFLOW -> StudyExport.of(study).mlflow(server(), Optional.ofNullable(experiment),
                    Optional.ofNullable(registerAs), System::getenv);
            case TENSORBOARD -> StudyExport.of(study).tensorboard(place);
            case CSV -> StudyExport.of(study).csv(place);
            case OPTUNA -> StudyExport.of(study).optuna(place);
            case ONNX -> OnnxExport.write(study, place);
        });
        return ExitCode.DONE;
    }

    private void requireFitting() {
        if (tool == Tool.MLFLOW && output != null) {
            throw new InvalidInputException("--output has no meaning for mlflow; write --uri for its server");
        }
        if (tool != Tool.MLFLOW && (uri != null || experiment != null || registerAs != null)) {
            throw new InvalidInputException(
                    "--uri, --experiment and --register-as are for --to mlflow; leave them out");
        }
    }

    private String server() {
        String address = uri == null ? System.getenv("MLFLOW_TRACKING_URI") : uri;
        if (address == null) {
            throw new InvalidInputException(
                    "Which server? Write --uri http://localhost:5000, or set MLFLOW_TRACKING_URI");
        }
        return address;
    }
}
