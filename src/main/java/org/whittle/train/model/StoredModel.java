package org.whittle.train.model;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.whittle.score.block.BlockSource;
import org.whittle.score.model.ModelDescription;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.ModelFiles;
import org.whittle.score.model.Network;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.train.engine.TaskDevice;
import org.whittle.work.FileStore;
import org.whittle.work.Place;
import org.whittle.work.Rows;

/** Exported models in a study directory. */
public final class StoredModel {

    private StoredModel() {
    }

    /** @param directory path within the study directory */
    public static ModelFiles files(FileStore files, String directory) {
        return new ModelFiles() {
            @Override
            public byte[] read(String name) throws IOException {
                return files.read(directory + "/" + name);
            }

            @Override
            public String locate(String name) {
                return files.locate(directory + "/" + name);
            }
        };
    }

    /**
     * Writes a model's directory, with the study's preprocessing if it has any: so that it is all it takes to score raw
     * rows.
     *
     * @param parameters of the network, as {@link org.whittle.net.ParameterLayout#trained} lays them out
     * @param statistics as {@link org.whittle.net.ParameterLayout#statistics} lays them out
     * @param module the trained network as TorchScript; empty unless it was brought so
     * @throws IOException if a file cannot be written
     */
    public static void write(FileStore files, String directory, ModelDescription description, float[] parameters,
            float[] statistics, byte[] module) throws IOException {
        Optional<byte[]> preprocessing = files.exists(PreprocessingFile.OF_STUDY)
                ? Optional.of(files.read(PreprocessingFile.OF_STUDY))
                : Optional.empty();
        Map<String, byte[]> model = ModelDirectory.encode(description, parameters, statistics, module,
                preprocessing);
        for (Map.Entry<String, byte[]> file : model.entrySet()) {
            files.write(directory + "/" + file.getKey(), file.getValue());
        }
    }

    /** Writes the directory of a model that holds no module. */
    public static void write(FileStore files, String directory, ModelDescription description, float[] parameters,
            float[] statistics) throws IOException {
        write(files, directory, description, parameters, statistics, new byte[0]);
    }

    /**
     * Reads a model's network onto the device of a task.
     *
     * @param blocks who makes it, if a user brought it
     * @throws IOException if it cannot be read, or is not what was written
     */
    public static Network load(FileStore files, String directory, BlockSource blocks, Place place)
            throws IOException {
        return Network.load(files(files, directory), blocks, TaskDevice.of(place));
    }

    /** The same of a network of Whittle's layers. */
    public static Network load(FileStore files, String directory, Place place) throws IOException {
        return load(files, directory, BlockSource.of(List.of()), place);
    }

    /** The outputs of a split's rows, of which it holds a block at a time: {@code count × outputs}, row-major. */
    public static double[] outputs(Network network, Rows rows) {
        double[] all = new double[Math.multiplyExact(rows.count(), network.task().outputs())];
        int[] done = {0};
        rows.blocks().read((FloatBuffer block) -> {
            double[] some = network.outputs(block, block.remaining() / network.width());
            System.arraycopy(some, 0, all, done[0], some.length);
            done[0] += some.length;
        });
        return all;
    }
}
