package org.whittle.score.model;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.ToNumberPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.whittle.goal.ClassRule;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.Mlp;
import org.whittle.net.activation.Activations;
import org.whittle.score.step.Digest;

/**
 * What an exported model's parameters belong to: the network and what its outputs mean. It is the file
 * {@value #FILE} of the model's directory. It holds numbers and names, nothing that is loaded or run.
 *
 * <p>A perceptron is written as version 2, which has its units; any other network of layers as version 3, which has its
 * input and {@linkplain LayerFields layers}; one that a user brought as version 4; any whose outputs are read by
 * another {@linkplain ClassRule rule} than the standard as version 5. So each is read by every release that can score
 * it.
 *
 * <p>From version 2 on its last field, {@value #SUM}, is the SHA-256 of all bytes that stand before its comma, and it
 * names that of the parameters. This finds what disks and copies change, not what somebody changes who writes new sums.
 *
 * @param architecture of the network, layer by layer
 * @param parameters SHA-256 of the file of parameters; none before version 2
 * @param preprocessing SHA-256 of the file of the preprocessing; none if the model does not hold it
 * @param rule of a classifier; the standard where the target is a number
 */
public record ModelDescription(Architecture architecture, LearningTask task, Optional<String> parameters,
        Optional<String> preprocessing, ClassRule rule) {

    /** Name of the file in a model's directory. */
    public static final String FILE = "architecture.json";

    private static final String FORMAT = "whittle-mlp";
    private static final int OF_PERCEPTRONS = 2;
    private static final int OF_LAYERS = 3;
    private static final int OF_BROUGHT = 4;
    private static final int VERSION = 5;
    private static final String SUM = "sha256";
    private static final Pattern SEAL = Pattern.compile(",\n  \"" + SUM + "\": \"([0-9a-f]{64})\"\n}\n$");
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping()
            .serializeSpecialFloatingPointValues().setObjectToNumberStrategy(ToNumberPolicy.LAZILY_PARSED_NUMBER)
            .create();

    /** The fields of the file. */
    private static final class Fields {
        private String format;
        private int version;
        private Integer inputs;
        private List<Integer> units;
        private String activation;
        private Double dropout;
        private Boolean batchNormalization;
        private Image image;
        private List<LayerFields> layers;
        private List<String> classes;
        private Target target;
        private Double threshold;
        private Double temperature;
        private String parametersSha256;
        private String preprocessingSha256;
    }

    private static final class Image {
        private int height;
        private int width;
        private int channels;
    }

    private static final class Target {
        private double mean;
        private double deviation;
    }

    /** Of parameters that are still to be written. */
    public ModelDescription(Architecture architecture, LearningTask task) {
        this(architecture, task, Optional.empty(), Optional.empty(), ClassRule.STANDARD);
    }

    /** The same network, whose outputs are read by another rule. */
    public ModelDescription withRule(ClassRule other) {
        return new ModelDescription(architecture, task, parameters, preprocessing, other);
    }

    /** @param digest of the file of parameters */
    public ModelDescription withParameters(String digest) {
        return new ModelDescription(architecture, task, Optional.of(digest), preprocessing, rule);
    }

    /** @param digest of the file of the preprocessing */
    public ModelDescription withPreprocessing(String digest) {
        return new ModelDescription(architecture, task, parameters, Optional.of(digest), rule);
    }

    /** The content of the file, in UTF-8, with its sum. */
    public byte[] encode() {
        Fields fields = new Fields();
        fields.format = FORMAT;
        Mlp.in(architecture).ifPresentOrElse(network -> put(network, fields), () -> put(architecture, fields));
        if (task instanceof LearningTask.Classification classification) {
            fields.classes = classification.classes();
        } else if (task instanceof LearningTask.Regression regression) {
            fields.target = new Target();
            fields.target.mean = regression.mean();
            fields.target.deviation = regression.deviation();
        }
        if (!rule.isStandard()) {
            fields.version = VERSION;
            fields.threshold = rule.threshold();
            fields.temperature = rule.temperature();
        }
        fields.parametersSha256 = parameters.orElse(null);
        fields.preprocessingSha256 = preprocessing.orElse(null);
        String open = GSON.toJson(fields).replaceFirst("\\s*}$", "");
        return (open + ",\n  \"%s\": \"%s\"\n}\n".formatted(SUM, Digest.of(open.getBytes(StandardCharsets.UTF_8))))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void put(Mlp network, Fields fields) {
        fields.version = OF_PERCEPTRONS;
        fields.inputs = network.inputs();
        fields.units = network.units();
        fields.activation = network.activation().key();
        fields.dropout = network.dropout();
        fields.batchNormalization = network.batchNormalization();
    }

    private static void put(Architecture architecture, Fields fields) {
        fields.version = architecture.brought().isPresent() ? OF_BROUGHT : OF_LAYERS;
        if (architecture.input() instanceof InputShape.Image image) {
            fields.image = new Image();
            fields.image.height = image.height();
            fields.image.width = image.width();
            fields.image.channels = image.channels();
        } else {
            fields.inputs = architecture.inputs();
        }
        fields.layers = LayerFields.of(architecture.layers());
    }

    /**
     * @param name of the file, for messages
     * @throws DamagedModelException if this is no such file
     */
    public static ModelDescription decode(byte[] file, String name) throws DamagedModelException {
        String text = new String(file, StandardCharsets.UTF_8);
        Fields fields;
        try {
            fields = GSON.fromJson(text, Fields.class);
        } catch (JsonParseException | IllegalArgumentException e) {
            // Gson itself stumbles over a number that begins with 0.
            throw new DamagedModelException("%s is damaged: it cannot be read.".formatted(name), e);
        }
        if (fields == null || !FORMAT.equals(fields.format) || fields.version < 1) {
            throw new DamagedModelException("%s does not describe a model of Whittle's.".formatted(name));
        }
        if (fields.version > VERSION) {
            throw new DamagedModelException(
                    "%s was written by a later Whittle (version %d; this one knows %d); use that one."
                            .formatted(name, fields.version, VERSION));
        }
        Matcher seal = SEAL.matcher(text);
        boolean sealed = fields.version > 1 || fields.parametersSha256 != null;
        if (sealed && !(seal.find()
                && seal.group(1).equals(Digest.of(text.substring(0, seal.start()).getBytes(StandardCharsets.UTF_8))))) {
            throw new DamagedModelException("%s is damaged: its content does not match its checksum.".formatted(name));
        }
        if (!sound(fields)) {
            throw new DamagedModelException(
                    "%s is damaged: it describes no network that there can be.".formatted(name));
        }
        try {
            LearningTask task = fields.classes != null ? new LearningTask.Classification(fields.classes)
                    : new LearningTask.Regression(fields.target.mean, fields.target.deviation);
            // A network that there cannot be is found here, not where its numbers are read.
            Architecture network = hasLayers(fields) ? layers(fields)
                    : new Mlp(fields.inputs, fields.units, task.outputs(), Activations.ofKey(fields.activation),
                    of(fields.dropout), Boolean.TRUE.equals(fields.batchNormalization)).architecture();
            if (network.outputs() != task.outputs()) {
                throw new IllegalArgumentException("its network has %d outputs, and %d are named"
                        .formatted(network.outputs(), task.outputs()));
            }
            return new ModelDescription(network, task, Optional.ofNullable(fields.parametersSha256),
                    Optional.ofNullable(fields.preprocessingSha256), rule(fields));
        } catch (IllegalArgumentException e) {
            throw new DamagedModelException("%s is damaged: %s.".formatted(name, e.getMessage()), e);
        }
    }

    private static Architecture layers(Fields fields) {
        InputShape input = fields.image == null ? new InputShape.Vector(fields.inputs)
                : new InputShape.Image(fields.image.height, fields.image.width, fields.image.channels);
        return new Architecture(input, LayerFields.read(fields.layers));
    }

    private static ClassRule rule(Fields fields) {
        return fields.version < VERSION ? ClassRule.STANDARD : new ClassRule(fields.threshold, fields.temperature);
    }

    /** Whether it is written layer by layer, and not as a perceptron's units. */
    private static boolean hasLayers(Fields fields) {
        return fields.version > OF_PERCEPTRONS && (fields.version < VERSION || fields.units == null);
    }

    private static double of(Double dropout) {
        return dropout == null ? 0 : dropout;
    }

    private static boolean sound(Fields fields) {
        boolean network = hasLayers(fields)
                ? fields.layers != null && (fields.image == null) != (fields.inputs == null)
                : fields.inputs != null
                && fields.inputs > 0
                && fields.units != null
                && fields.units.stream().allMatch(width -> width != null && width > 0)
                && of(fields.dropout) >= 0
                && of(fields.dropout) < 1;
        return network
                && (fields.classes == null) != (fields.target == null)
                && (fields.classes == null || !fields.classes.contains(null))
                && (fields.version < VERSION
                || fields.classes != null && fields.threshold != null && fields.temperature != null)
                && (fields.version == 1 || fields.parametersSha256 != null);
    }
}
