package org.whittle.run;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.whittle.config.StudyFile;
import org.whittle.data.FeaturePipeline;
import org.whittle.ledger.StudyDirectory;
import org.whittle.score.model.DamagedModelException;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.ModelFiles;
import org.whittle.score.model.StoredNetwork;
import org.whittle.score.onnx.OnnxModel;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Study;
import org.whittle.train.model.StoredModel;
import org.whittle.work.FileStore;

/** The winner of a study as an ONNX file, which takes raw rows: preprocessing and network in one. */
public final class OnnxExport {

    /** Where the file is put unless somebody says otherwise, within the study directory. */
    private static final String FILE = "export/model.onnx";

    private OnnxExport() {
    }

    /**
     * Writes the file.
     *
     * @param study directory
     * @param output any Hadoop path, of a file that is not there; empty: within the study directory
     * @return a line for people
     * @throws InvalidInputException if the study has no model, or ONNX cannot say what it does
     */
    public static String write(String study, Optional<String> output) {
        Map<String, String> settings = SparkStart.hadoopSettings();
        FileStore files = SparkStart.files(study);
        try (StudyDirectory directory = StudyDirectory.read(files)) {
            Scoring.requireModel(directory, StudyFile.rebuild(directory.study().settings(),
                    directory.study().format()), study);
        }
        String place = output.orElse(files.locate(FILE));
        try {
            ModelFiles model = StoredModel.files(files, Study.MODEL);
            byte[] onnx = OnnxModel.encode(FeaturePipeline.load(files).preprocessing(), StoredNetwork.read(model),
                    ModelDirectory.description(model).rule());
            if (output.isEmpty()) {
                files.write(FILE, onnx);
            } else {
                write(new Path(place), settings, onnx);
            }
            return "onnx: " + place;
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(e.getMessage());
        } catch (DamagedModelException e) {
            throw new InvalidInputException("%s Put the file of a copy back.".formatted(e.getMessage()));
        } catch (IOException e) {
            throw InfrastructureException.of("%s could not be written".formatted(place), e);
        }
    }

    private static void write(Path place, Map<String, String> settings, byte[] content) throws IOException {
        Configuration hadoop = new Configuration();
        settings.forEach(hadoop::set);
        FileSystem system = place.getFileSystem(hadoop);
        if (system.exists(place)) {
            throw new InvalidInputException("%s exists already; remove it, or write --output elsewhere"
                    .formatted(place));
        }
        try (OutputStream stream = system.create(place, false)) {
            stream.write(content);
        }
    }
}
