package org.whittle.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.whittle.space.Configuration;
import org.whittle.space.IntegerParameter;
import org.whittle.space.Parameter;
import org.whittle.space.RealParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

/**
 * The LCBench surrogate of YAHPO Gym (Pfisterer et al. 2022, "YAHPO Gym: an efficient multi-objective multi-fidelity
 * benchmark for hyperparameter optimization"): validation accuracy of neural networks by epoch, as a network fitted to
 * the learning curves of LCBench (Zimmer, Lindauer and Hutter 2021).
 *
 * <p>Thread-safe: ONNX sessions may be run from several threads.
 */
final class LcBench implements AutoCloseable {

    /** Epochs of a full training. */
    static final int EPOCHS = 52;

    // Inputs after the epoch, in the order in which the network reads them.
    private static final List<String> INPUTS = List.of("batch_size", "learning_rate", "momentum", "weight_decay",
            "num_layers", "max_units", "max_dropout");
    private static final int WIDTH = INPUTS.size() + 1;
    private static final int ACCURACY = 1;
    private static final int BATCH = 4096;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final SearchSpace space;
    private final Config codes;
    private final String output;

    /** @param directory with {@code model.onnx}, {@code config_space.json} and {@code encoding.json} */
    LcBench(Path directory) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        session = environment.createSession(directory.resolve("model.onnx").toString(), options);
        output = session.getOutputNames().iterator().next();
        space = readSpace(ConfigFactory.parseFile(directory.resolve("config_space.json").toFile()));
        codes = ConfigFactory.parseFile(directory.resolve("encoding.json").toFile()).getConfig("OpenML_task_id");
    }

    /** The seven hyperparameters. */
    SearchSpace space() {
        return space;
    }

    /**
     * Validation accuracy in percent at the end of epochs {@code from + 1} to {@code to}.
     *
     * @param task OpenML task
     * @return configurations × (to − from)
     */
    double[][] accuracy(String task, List<Configuration> configurations, int from, int to) {
        int epochs = to - from;
        double[][] curves = new double[configurations.size()][epochs];
        int code = codes.getInt(task);
        int total = configurations.size() * epochs;
        for (int start = 0; start < total; start += BATCH) {
            int rows = Math.min(BATCH, total - start);
            float[] inputs = new float[rows * WIDTH];
            for (int row = 0; row < rows; row++) {
                inputs[row * WIDTH] = from + 1 + (start + row) % epochs;
                Configuration configuration = configurations.get((start + row) / epochs);
                for (int j = 0; j < INPUTS.size(); j++) {
                    inputs[row * WIDTH + 1 + j] =
                            ((Number) configuration.value(INPUTS.get(j)).orElseThrow()).floatValue();
                }
            }
            float[][] outputs = run(code, inputs, rows);
            for (int row = 0; row < rows; row++) {
                curves[(start + row) / epochs][(start + row) % epochs] = outputs[row][ACCURACY];
            }
        }
        return curves;
    }

    private float[][] run(int code, float[] inputs, int rows) {
        int[] tasks = new int[rows];
        Arrays.fill(tasks, code);
        try (OnnxTensor categories = OnnxTensor.createTensor(environment, IntBuffer.wrap(tasks), new long[] {rows, 1});
             OnnxTensor numbers = OnnxTensor.createTensor(environment, FloatBuffer.wrap(inputs),
                     new long[] {rows, WIDTH});
             OrtSession.Result result = session.run(Map.of("x_cat", categories, "x_cont", numbers))) {
            return (float[][]) result.get(output).orElseThrow().getValue();
        } catch (OrtException e) {
            throw new IllegalStateException("The surrogate could not be run: " + e.getMessage(), e);
        }
    }

    private static SearchSpace readSpace(Config config) {
        List<Parameter<?>> parameters = new ArrayList<>();
        for (Config entry : config.getConfigList("hyperparameters")) {
            String name = entry.getString("name");
            if (!INPUTS.contains(name)) {
                continue;
            }
            Scale scale = entry.getBoolean("log") ? Scale.LOG : Scale.LINEAR;
            parameters.add(
                    switch (entry.getString("type")) {
                        case "uniform_int" -> new IntegerParameter(
                                name, entry.getInt("lower"), entry.getInt("upper"), scale, 1);
                        case "uniform_float" -> new RealParameter(
                                name,
                                entry.getDouble("lower"),
                                entry.getDouble("upper"),
                                scale,
                                OptionalDouble.empty());
                        default -> throw new IllegalArgumentException(
                                "The type of %s is unknown: %s".formatted(name, entry.getString("type")));
                    });
        }
        return SearchSpace.of(parameters.toArray(new Parameter<?>[0]));
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
