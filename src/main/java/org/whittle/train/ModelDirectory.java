package org.whittle.train;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.whittle.trial.FileStore;

/**
 * An exported model: a directory that plain DJL loads, given its URL and our jar.
 *
 * <pre>
 * serving.properties   engine, block factory, translator factory
 * architecture.json    what the block factory builds, and what the outputs mean
 * mlp-0000.params      DJL's parameter file
 * </pre>
 */
final class ModelDirectory {

    private static final String NAME = "mlp";
    private static final String PARAMETERS = NAME + "-0000.params";
    private static final String PROPERTIES = "serving.properties";

    private ModelDirectory() {
    }

    static void write(FileStore files, String directory, ModelDescription description, float[] parameters,
                      float[] statistics) throws IOException {
        files.write(directory + "/" + ModelDescription.FILE, description.encode());
        files.write(directory + "/" + PARAMETERS, parameterFile(description.architecture(), parameters, statistics));
        String properties = """
                engine=PyTorch
                option.modelName=%s
                blockFactory=%s
                translatorFactory=%s
                """.formatted(NAME, MlpBlockFactory.class.getName(), MlpTranslatorFactory.class.getName());
        files.write(directory + "/" + PROPERTIES, properties.getBytes(StandardCharsets.ISO_8859_1));
    }

    static ModelDescription description(FileStore files, String directory) throws IOException {
        String path = directory + "/" + ModelDescription.FILE;
        return ModelDescription.decode(files.read(path), files.locate(path));
    }

    /** The model with its parameters; the caller closes it. */
    static Model load(FileStore files, String directory, ModelDescription description, Device device)
            throws IOException {
        String path = directory + "/" + PARAMETERS;
        byte[] parameters = files.read(path);
        Model model = TorchEngine.newModel(NAME, device);
        try {
            model.setBlock(MlpBlockFactory.block(description.architecture()));
            model.load(new ByteArrayInputStream(parameters));
            return model;
        } catch (MalformedModelException e) {
            model.close();
            throw new IOException("%s is damaged: %s".formatted(files.locate(path), e.getMessage()), e);
        } catch (IOException | RuntimeException | Error e) {
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
            model.setBlock(MlpBlockFactory.block(architecture, parameters, statistics, manager));
            model.save(local, NAME);
            return Files.readAllBytes(local.resolve(PARAMETERS));
        } finally {
            Files.deleteIfExists(local.resolve(PARAMETERS));
            Files.deleteIfExists(local);
        }
    }
}
