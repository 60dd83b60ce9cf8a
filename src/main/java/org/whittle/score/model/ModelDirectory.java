package org.whittle.score.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.whittle.net.Architecture;
import org.whittle.net.BroughtNetwork;
import org.whittle.score.block.BlockSource;
import org.whittle.score.block.UnknownBlockException;
import org.whittle.score.engine.TorchEngine;
import org.whittle.score.step.Digest;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.PreprocessingFile;

/**
 * An exported model: a directory that plain DJL loads, given its URL and our jar.
 *
 * <pre>
 * serving.properties   engine, block factory, translator factory
 * architecture.json    what the block factory builds, and what the outputs mean
 * mlp-0000.params      DJL's parameter file
 * network.pt           of a module of PyTorch's: trained, for plain DJL and PyTorch; Whittle does not load it
 * preprocessing.json   from raw rows to features; not in models of the first releases
 * </pre>
 */
public final class ModelDirectory {

    private static final String NAME = "mlp";
    private static final String PARAMETERS = NAME + "-0000.params";
    /** Of the package above: names that plain DJL loads, and that earlier releases wrote. */
    private static final String BLOCKS = "org.whittle.train.MlpBlockFactory";
    private static final String TRANSLATORS = "org.whittle.train.MlpTranslatorFactory";
    /** The files that hold the network, the description last. */
    static final List<String> OF_NETWORK = List.of(PARAMETERS, ModelDescription.FILE);
    private static final String PROPERTIES = "serving.properties";
    private static final String NETWORK = "network";
    private static final String MODULE = NETWORK + ".pt";

    private ModelDirectory() {
    }

    /**
     * The files of a model by name, in the order in which they are to be written: one that is only begun is no model
     * yet.
     *
     * @param parameters of the network, as {@link org.whittle.net.ParameterLayout#trained} lays them out
     * @param statistics as {@link org.whittle.net.ParameterLayout#statistics} lays them out
     * @param module the trained network as TorchScript; empty unless it was brought so
     * @param preprocessing the file of the preprocessing, if there is any
     * @throws IOException if there is no room for a temporary file
     */
    public static Map<String, byte[]> encode(ModelDescription description, float[] parameters, float[] statistics,
            byte[] module, Optional<byte[]> preprocessing) throws IOException {
        return files(description, parameterFile(description.architecture(), parameters, statistics), module,
                preprocessing);
    }

    /** The files of a model that holds no module. */
    public static Map<String, byte[]> encode(ModelDescription description, float[] parameters, float[] statistics,
            Optional<byte[]> preprocessing) throws IOException {
        return encode(description, parameters, statistics, new byte[0], preprocessing);
    }

    /**
     * The files of the same model with its preprocessing, by name, in the order in which they are to be written.
     *
     * @throws IOException if one cannot be read, or is not what was written
     */
    public static Map<String, byte[]> copy(ModelFiles model, Preprocessing preprocessing) throws IOException {
        ModelDescription description = description(model);
        byte[] numbers = content(model, PARAMETERS, description.parameters());
        parameters(model, description, numbers);
        byte[] module = isModule(description) ? model.read(MODULE) : new byte[0];
        return files(description, numbers, module, Optional.of(PreprocessingFile.encode(preprocessing)));
    }

    private static Map<String, byte[]> files(
            ModelDescription description, byte[] numbers, byte[] module, Optional<byte[]> preprocessing) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(PARAMETERS, numbers);
        if (module.length > 0) {
            files.put(MODULE, module);
        }
        preprocessing.ifPresent(steps -> files.put(PreprocessingFile.NAME, steps));
        ModelDescription whole = description.withParameters(Digest.of(numbers));
        files.put(ModelDescription.FILE,
                preprocessing.map(Digest::of).map(whole::withPreprocessing).orElse(whole).encode());
        files.put(PROPERTIES, module.length > 0 ? propertiesOfModule() : properties());
        return files;
    }

    /**
     * What the parameters belong to.
     *
     * @throws IOException if it cannot be read, or is not what was written
     */
    public static ModelDescription description(ModelFiles files) throws IOException {
        return ModelDescription.decode(files.read(ModelDescription.FILE), files.locate(ModelDescription.FILE));
    }

    /**
     * The preprocessing of raw rows; empty if the model does not hold it.
     *
     * @throws IOException if it cannot be read, or is not the one that the description tells of
     */
    public static Optional<Preprocessing> preprocessing(ModelFiles files, ModelDescription description)
            throws IOException {
        if (description.preprocessing().isEmpty()) {
            return Optional.empty();
        }
        byte[] content = content(files, PreprocessingFile.NAME, description.preprocessing());
        return Optional.of(PreprocessingFile.decode(content, files.locate(PreprocessingFile.NAME)));
    }

    /**
     * The parameters.
     *
     * @throws IOException if they cannot be read, or are not those that the description tells of
     */
    static ParameterFile parameters(ModelFiles files, ModelDescription description) throws IOException {
        return parameters(files, description, content(files, PARAMETERS, description.parameters()));
    }

    private static ParameterFile parameters(ModelFiles files, ModelDescription description, byte[] content)
            throws IOException {
        return ParameterFile.read(content, description.architecture(), files.locate(PARAMETERS));
    }

    /** @param digest that the description has of the file, if it has one */
    private static byte[] content(ModelFiles files, String name, Optional<String> digest) throws IOException {
        byte[] content = files.read(name);
        if (digest.filter(expected -> !expected.equals(Digest.of(content))).isPresent()) {
            throw new DamagedModelException("%s is damaged: it does not match its checksum in %s."
                    .formatted(files.locate(name), ModelDescription.FILE));
        }
        return content;
    }

    /**
     * The model with its parameters; the caller closes it. It is built from the description: {@code serving.properties}
     * is for plain DJL, and no class that it names is loaded here.
     */
    static Model load(ModelFiles files, ModelDescription description, BlockSource blocks, Device device)
            throws IOException {
        ParameterFile numbers = parameters(files, description);
        Model model = TorchEngine.newModel(NAME, device);
        try {
            Block block = NetworkBlocks.block(description.architecture(), numbers.trained(), numbers.statistics(),
                    blocks, model.getNDManager());
            block.freezeParameters(true);
            model.setBlock(block);
            return model;
        } catch (UnknownBlockException e) {
            model.close();
            throw new IllegalArgumentException("%s: %s".formatted(files.locate(""), e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private static boolean isModule(ModelDescription description) {
        return description.architecture().brought()
                .filter(network -> network.origin() == BroughtNetwork.Origin.TORCHSCRIPT).isPresent();
    }

    private static byte[] propertiesOfModule() {
        return """
                engine=PyTorch
                option.modelName=%s
                translatorFactory=%s
                """.formatted(NETWORK, TRANSLATORS).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] properties() {
        return """
                engine=PyTorch
                option.modelName=%s
                blockFactory=%s
                translatorFactory=%s
                """.formatted(NAME, BLOCKS, TRANSLATORS).getBytes(StandardCharsets.ISO_8859_1);
    }

    // DJL writes parameter files to a local directory only.
    private static byte[] parameterFile(Architecture architecture, float[] parameters, float[] statistics)
            throws IOException {
        Path local = Files.createTempDirectory("whittle-model");
        try (Model model = TorchEngine.newModel(NAME, Device.cpu());
             NDManager manager = model.getNDManager().newSubManager()) {
            model.setBlock(NetworkBlocks.stored(architecture, parameters, statistics, manager));
            model.save(local, NAME);
            return Files.readAllBytes(local.resolve(PARAMETERS));
        } finally {
            Files.deleteIfExists(local.resolve(PARAMETERS));
            Files.deleteIfExists(local);
        }
    }
}
