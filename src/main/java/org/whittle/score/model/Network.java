package org.whittle.score.model;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.List;
import org.whittle.goal.ClassRule;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.score.block.BlockSource;
import org.whittle.score.engine.HostTensor;

/**
 * The network of an exported model, ready to score batches of preprocessed rows.
 *
 * <p>It owns native memory for the parameters until it is closed; a call frees whatever it allocates. Any number of
 * threads may share one.
 */
public final class Network implements AutoCloseable {

    private static final int SLAB_ROWS = 4096;
    /** Numbers of the widest layer of an image's network: some arrays of 16 MiB at a time. */
    private static final int SLAB_ELEMENTS = 1 << 22;

    private final ModelDescription description;
    private final Model model;

    private Network(ModelDescription description, Model model) {
        this.description = description;
        this.model = model;
    }

    /**
     * Reads a model's files.
     *
     * @param blocks who makes a network that a user brought
     * @throws IllegalArgumentException if they do not make it
     * @throws IOException if it cannot be read, or does not hold a model
     */
    public static Network load(ModelFiles files, BlockSource blocks, Device device) throws IOException {
        ModelDescription description = ModelDirectory.description(files);
        return new Network(description, ModelDirectory.load(files, description, blocks, device));
    }

    /**
     * Looks whether a directory holds a model, without an engine.
     *
     * @throws DamagedModelException if what lies there is not what was written
     * @throws IOException if it cannot be read
     */
    public static void check(ModelFiles files) throws IOException {
        ModelDescription description = ModelDirectory.description(files);
        ModelDirectory.parameters(files, description);
        ModelDirectory.preprocessing(files, description);
    }

    /** Of a model that holds no network that a user brought. */
    public static Network load(ModelFiles files, Device device) throws IOException {
        return load(files, BlockSource.of(List.of()), device);
    }

    /** Features a row. */
    public int width() {
        return description.architecture().inputs();
    }

    /** What the model predicts. */
    public LearningTask task() {
        return description.task();
    }

    /** How its outputs become probabilities and a class. */
    public ClassRule rule() {
        return description.rule();
    }

    /**
     * Predictions for rows: the probability of each class ({@code count × classes}, row-major, in the order of
     * {@link LearningTask.Classification#classes}), or one number a row in the target's own unit.
     *
     * @param features row-major, {@code count × width}
     */
    public double[] predict(float[] features, int count) {
        return forward(FloatBuffer.wrap(features), count, task() instanceof LearningTask.Classification);
    }

    /** As {@link #predict}, but instead of probabilities logits, divided by the {@linkplain ClassRule temperature}. */
    public double[] outputs(float[] features, int count) {
        return forward(FloatBuffer.wrap(features), count, false);
    }

    /** The same for rows in a buffer, from its position on. */
    public double[] outputs(FloatBuffer features, int count) {
        return forward(features, count, false);
    }

    /** Rows that are scored at once, so that what layers give for them is no burden. */
    public static int slabRows(Architecture network) {
        if (network.input() instanceof InputShape.Vector) {
            return SLAB_ROWS;
        }
        int widest = network.shapes().after().stream().mapToInt(InputShape::features).max().orElse(1);
        return Math.max(1, Math.min(SLAB_ROWS, SLAB_ELEMENTS / widest));
    }

    private double[] forward(FloatBuffer features, int count, boolean probabilities) {
        if (features.remaining() != (long) count * width()) {
            throw new IllegalArgumentException("%d rows of %d features do not fit %d values"
                    .formatted(count, width(), features.remaining()));
        }
        int outputs = description.architecture().outputs();
        float[] results = new float[Math.multiplyExact(count, outputs)];
        int slabRows = slabRows(description.architecture());
        for (int from = 0; from < count; from += slabRows) {
            int to = Math.min(count, from + slabRows);
            try (NDManager manager = model.getNDManager().newSubManager(); NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                HostTensor slab = new HostTensor(manager, new Shape(to - from, width()));
                slab.write(features.slice(from * width(), (to - from) * width()));
                NDArray out = model.getBlock()
                        .forward(new ParameterStore(manager, false), new NDList(slab.array()), false)
                        .singletonOrThrow();
                NDArray tempered = rule().temperature() == 1 ? out : out.div((float) rule().temperature());
                HostTensor.read(probabilities ? tempered.softmax(-1) : tempered, results, from * outputs);
            }
        }
        if (task() instanceof LearningTask.Regression regression) {
            return regression.inOwnUnit(results);
        }
        double[] wide = new double[results.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = results[i];
        }
        return wide;
    }

    @Override
    public void close() {
        model.close();
    }
}
