package org.whittle.run;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.whittle.config.StudyFile;
import org.whittle.export.ExportedStudy;
import org.whittle.export.Exporter;
import org.whittle.export.MlflowExporter;
import org.whittle.export.OptunaJournal;
import org.whittle.export.TensorBoardExporter;
import org.whittle.ledger.StudyDirectory;
import org.whittle.report.ResultTables;
import org.whittle.study.Exports;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.FileStore;

/**
 * Gives a study to other tools, whether it has ended or not; starts no Spark. What a study directory says of servers is
 * left aside: it may have been written by others.
 */
public final class StudyExport {

    private final FileStore files;
    private final StudySpec spec;
    private final StudyState state;

    private StudyExport(FileStore files, StudySpec spec, StudyState state) {
        this.files = files;
        this.spec = spec;
        this.state = state;
    }

    /**
     * @param directory of the study
     * @throws InvalidInputException if there is no study, or it is damaged
     */
    public static StudyExport of(String directory) {
        FileStore files = SparkStart.files(directory);
        try (StudyDirectory study = StudyDirectory.read(files)) {
            return new StudyExport(files, StudyFile.rebuild(study.study().settings(), study.study().format()),
                    new StudyState(study.ledger().read()));
        }
    }

    /**
     * To a tracking server of MLflow, which keeps what it has of the study already.
     *
     * @param uri address of the server
     * @param experiment by default the study's name
     * @param registerAs name of the registry for the winner; empty: it is not registered
     * @param environment a variable's value, or {@code null}: who comes is said there
     * @return where to look at it
     */
    public String mlflow(String uri, Optional<String> experiment, Optional<String> registerAs,
                         Function<String, String> environment) throws InterruptedException {
        Exports.Mlflow.flaw(uri).ifPresent(flaw -> {
            throw new InvalidInputException("--uri %s %s".formatted(uri.contains("@") ? "" : uri, flaw));
        });
        return export(new MlflowExporter(new Exports.Mlflow(uri, experiment.orElse(spec.name()), registerAs),
                environment));
    }

    /**
     * As event files, which are added to those that are there already.
     *
     * @param output a directory on any Hadoop file system; by default {@code tensorboard} in the study's
     * @return the command that shows them
     */
    public String tensorboard(Optional<String> output) throws InterruptedException {
        return export(new TensorBoardExporter(SparkStart.files(output.orElseGet(() -> files.locate("tensorboard")))));
    }

    /**
     * All tables as CSV.
     *
     * @param output a directory on any Hadoop file system; by default {@code results} in the study's
     * @return where they are
     */
    public String csv(Optional<String> output) {
        FileStore target = SparkStart.files(output.orElseGet(() -> files.locate("results")));
        ResultTables.writeCsv(spec, state, target);
        return target.locate("");
    }

    /**
     * A journal that Optuna opens.
     *
     * @param output a file on any Hadoop file system; by default {@code results/optuna-journal.log} in the study's
     * @return where it is
     */
    public String optuna(Optional<String> output) {
        String path = output.orElseGet(() -> files.locate("results/optuna-journal.log"));
        int slash = path.lastIndexOf('/');
        FileStore target = SparkStart.files(slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash));
        String name = path.substring(slash + 1);
        try {
            if (target.exists(name) && OptunaJournal.isOthers(target.read(name))) {
                throw new InvalidInputException(("%s is no journal of whittle's, or Optuna has gone on with it; name "
                        + "another file with --output").formatted(path));
            }
            target.write(name, OptunaJournal.of(study()));
            return target.locate(name);
        } catch (IOException e) {
            throw InfrastructureException.of("%s cannot be written".formatted(path), e);
        }
    }

    private String export(Exporter exporter) throws InterruptedException {
        try {
            exporter.export(study());
            return exporter.place();
        } catch (IOException e) {
            throw InfrastructureException.of("The study was not exported", e);
        }
    }

    private ExportedStudy study() {
        return ExportedStudy.of(spec, state, files).orElseThrow(() -> new InvalidInputException(
                "The study in %s has not begun to search: there is nothing to export yet".formatted(files.locate(""))));
    }
}
