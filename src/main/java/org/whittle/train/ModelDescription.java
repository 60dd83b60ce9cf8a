package org.whittle.train;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.whittle.trial.LearningTask;

/**
 * What an exported model's parameters belong to: the network and what its outputs mean. It is the file
 * {@value #FILE} of the model's directory.
 */
record ModelDescription(Architecture architecture, LearningTask task) {

    static final String FILE = "architecture.json";

    private static final String FORMAT = "whittle-mlp";
    private static final int VERSION = 1;
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping()
            .serializeSpecialFloatingPointValues().create();

    /** The fields of the file. */
    private static final class Fields {
        private String format;
        private int version;
        private int inputs;
        private List<Integer> units;
        private String activation;
        private double dropout;
        private boolean batchNormalization;
        private List<String> classes;
        private Target target;
    }

    private static final class Target {
        private double mean;
        private double deviation;
    }

    byte[] encode() {
        Fields fields = new Fields();
        fields.format = FORMAT;
        fields.version = VERSION;
        fields.inputs = architecture.inputs();
        fields.units = architecture.units();
        fields.activation = architecture.activation().key();
        fields.dropout = architecture.dropout();
        fields.batchNormalization = architecture.batchNormalization();
        if (task instanceof LearningTask.Classification classification) {
            fields.classes = classification.classes();
        } else if (task instanceof LearningTask.Regression regression) {
            fields.target = new Target();
            fields.target.mean = regression.mean();
            fields.target.deviation = regression.deviation();
        }
        return (GSON.toJson(fields) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * @param name of the file, for messages
     * @throws IOException if this is no such file
     */
    static ModelDescription decode(byte[] file, String name) throws IOException {
        Fields fields;
        try {
            fields = GSON.fromJson(new String(file, StandardCharsets.UTF_8), Fields.class);
        } catch (JsonParseException e) {
            throw new IOException("%s cannot be read: %s".formatted(name, e.getMessage()), e);
        }
        if (fields == null || !FORMAT.equals(fields.format) || fields.version != VERSION
                || fields.units == null || (fields.classes == null) == (fields.target == null)) {
            throw new IOException("%s does not describe a model that this release can read.".formatted(name));
        }
        LearningTask task = fields.classes != null ? new LearningTask.Classification(fields.classes)
                : new LearningTask.Regression(fields.target.mean, fields.target.deviation);
        return new ModelDescription(new Architecture(fields.inputs, fields.units, task.outputs(),
                Activation.ofKey(fields.activation), fields.dropout, fields.batchNormalization), task);
    }
}
