package org.whittle.train.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.SequentialBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.whittle.net.Architecture;
import org.whittle.train.engine.TorchEngine;
import org.whittle.work.FileStore;

/**
 * An exported model: a directory that plain DJL loads, given its URL and our jar.
 *
 * <pre>
 * serving.properties   engine, block factory, translator factory
 * architecture.json    what the block factory builds, and what the outputs mean
 * mlp-0000.params      DJL's parameter file
 * </pre>
 */
public final class ModelDirectory {

    private static final String NAME = "mlp";
    private static final String PARAMETERS = NAME + "-0000.params";
    /** Of the package above: names that plain DJL loads, and that earlier releases wrote. */
    private static final String BLOCKS = "org.whittle.train.MlpBlockFactory";
    private static final String TRANSLATORS = "org.whittle.train.MlpTranslatorFactory";
    private static final String PROPERTIES = "serving.properties";

    private ModelDirectory() {
    }

    public static void write(FileStore files, String directory, ModelDescription description, float[] parameters,
                      float[] statistics) throws IOException {
        byte[] numbers = parameterFile(description.architecture(), parameters, statistics);
        files.write(directory + "/" + PARAMETERS, numbers);
        files.write(directory + "/" + ModelDescription.FILE,
                description.withParameters(ModelDescription.digest(numbers)).encode());
        String properties = """
                engine=PyTorch
                option.modelName=%s
                blockFactory=%s
                translatorFactory=%s
                """.formatted(NAME, BLOCKS, TRANSLATORS);
        files.write(directory + "/" + PROPERTIES, properties.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static ModelDescription description(FileStore files, String directory) throws IOException {
        String path = directory + "/" + ModelDescription.FILE;
        return ModelDescription.decode(files.read(path), files.locate(path));
    }

    /**
     * The parameters.
     *
     * @throws IOException if they cannot be read, or are not those that the description tells of
     */
    static ParameterFile parameters(FileStore files, String directory, ModelDescription description)
            throws IOException {
        String path = directory + "/" + PARAMETERS;
        byte[] content = files.read(path);
        if (description.parameters().filter(digest -> !digest.equals(ModelDescription.digest(content))).isPresent()) {
            throw new DamagedModelException("%s is damaged: it does not match its checksum in %s."
                    .formatted(files.locate(path), ModelDescription.FILE));
        }
        return ParameterFile.read(content, description.architecture(), files.locate(path));
    }

    /**
     * The model with its parameters; the caller closes it. It is built from the description: {@code serving.properties}
     * is for plain DJL, and no class that it names is loaded here.
     */
    static Model load(FileStore files, String directory, ModelDescription description, Device device)
            throws IOException {
        ParameterFile numbers = parameters(files, directory, description);
        Model model = TorchEngine.newModel(NAME, device);
        try {
            SequentialBlock block = MlpBlocks.block(description.architecture(), numbers.trained(),
                    numbers.statistics(), model.getNDManager());
            block.freezeParameters(true);
            model.setBlock(block);
            return model;
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    // DJL writes parameter files to a local directory only.
    private static byte[] parameterFile(Architecture architecture, float[] parameters, float[] statistics)
            throws IOException {
        Path local = Files.createTempDirectory("whittle-model");
        try (Model model = TorchEngine.newModel(NAME, Device.cpu());
             NDManager manager = model.getNDManager().newSubManager()) {
            model.setBlock(MlpBlocks.block(architecture, parameters, statistics, manager));
            model.save(local, NAME);
            return Files.readAllBytes(local.resolve(PARAMETERS));
        } finally {
            Files.deleteIfExists(local.resolve(PARAMETERS));
            Files.deleteIfExists(local);
        }
    }
}
