package org.whittle.bench.cohorts;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.bench.Figures;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.Training;
import org.whittle.net.activation.Activations;
import org.whittle.net.initial.He;
import org.whittle.net.loss.Losses;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.score.model.NetworkBlocks;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.InitialWeights;
import org.whittle.train.program.LayerGraph;

/**
 * Convolutional networks in cohorts, in training steps on one core: samples a CPU-second, in alternating turns beside
 * DJL's own trainer, and beside PyTorch if Python has it.
 *
 * <pre>
 *   A   LeNet: 28 × 28, 6 and 16 filters of 5 × 5, pools, 120 and 84 units
 *   B   28 × 28, 32 and 64 filters of 3 × 3, pools, 128 units
 *   C   32 × 32 × 3, 16 filters, three residuals of two convolutions with batch normalization, a mean
 * </pre>
 */
public final class NetworksBench {

    private static final int BATCH = 64;
    private static final int ROWS = 16 * BATCH;
    private static final int CLASSES = 10;
    /** CPU-seconds of a turn, at least. */
    private static final double TURN = 0.5;
    private static final Layer RELU = new Layer.Activate(Activations.ofKey("relu"));
    private static final Layer NORM = new Layer.Normalize(new BatchNorm());

    private NetworksBench() {
    }

    /** Something that trains an epoch of rows. */
    private interface Way extends AutoCloseable {

        void epoch() throws IOException;

        @Override
        void close();
    }

    /**
     * @param args turns; networks; sizes of cohorts, a list with commas; the folder for JSON; a Python with PyTorch and
     *     its script, if any
     */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        int turns = Integer.parseInt(args[0]);
        List<Integer> sizes = Arrays.stream(args[2].split(",")).map(Integer::valueOf).toList();
        Figures figures = new Figures();
        Peer torch = args.length > 5 ? new Peer(args[4], args[5]) : null;
        System.out.println("thousand samples a CPU-second: median of " + turns + " turns, batches of " + BATCH);
        for (String net : args[1].split("")) {
            measure(net, sizes, turns, torch, figures);
        }
        if (torch != null) {
            torch.close();
        }
        figures.finish("networks", Path.of(args[3]));
    }

    private static void measure(String net, List<Integer> sizes, int turns, Peer torch, Figures figures)
            throws IOException {
        Architecture network = network(net);
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            DeviceRows rows = rows(network, manager);
            List<Way> ways = new ArrayList<>();
            for (int k : sizes) {
                ways.add(cohort(network, k, rows));
            }
            ways.add(new DjlTraining(network, rows));
            double[][] rates = new double[ways.size()][turns];
            double[] theirs = new double[turns];
            for (int turn = -1; turn < turns; turn++) {
                for (int i = 0; i < ways.size(); i++) {
                    double rate = (i < sizes.size() ? sizes.get(i) : 1) * rate(ways.get(i));
                    rates[i][Math.max(0, turn)] = rate;
                }
                theirs[Math.max(0, turn)] = torch == null ? Double.NaN : torch.rate(net, BATCH, TURN);
            }
            ways.forEach(Way::close);
            for (int i = 0; i < sizes.size(); i++) {
                String name = net + ", K = " + sizes.get(i);
                double rate = median(rates[i]) / 1000;
                figures.add(name, rate, "thousand samples a CPU-second");
                System.out.printf("%s %9.2f", name, rate);
                ratio(figures, name, "DJL's trainer", rates[i], rates[sizes.size()]);
                if (torch != null) {
                    ratio(figures, name, "PyTorch", rates[i], theirs);
                }
                System.out.println();
            }
        }
    }

    private static void ratio(Figures figures, String name, String peer, double[] ours, double[] theirs) {
        double[] ratios = new double[ours.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = ours[i] / theirs[i];
        }
        figures.add(name + " to " + peer, median(ratios), "times", wanted(name, peer), Figures.NONE,
                median(theirs) / 1000);
        System.out.printf("   %s %8.2f, ratio %5.2f", peer, median(theirs) / 1000, median(ratios));
    }

    private static double wanted(String name, String peer) {
        boolean djl = peer.startsWith("DJL");
        return switch (name) {
            case "A, K = 8" -> djl ? 3 : 1.8;
            case "A, K = 1" -> djl ? Figures.NONE : 1.3;
            case "B, K = 1" -> djl ? 1.7 : 1.4;
            case "C, K = 1" -> djl ? Figures.NONE : 1.4;
            default -> Figures.NONE;
        };
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double rate(Way way) throws IOException {
        long began = cpuNanos();
        int epochs = 0;
        do {
            way.epoch();
            epochs++;
        } while (cpuNanos() - began < TURN * 1e9);
        return (double) epochs * ROWS / ((cpuNanos() - began) / 1e9);
    }

    // Of the thread that trains: one thread does all. What the compiler and the collector of a JVM do is left out.
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Way cohort(Architecture network, int k, DeviceRows rows) {
        SortedMap<String, Object> all = new TreeMap<>(Values.standard(List.copyOf(Training.settings())).all());
        all.put("batch-size", BATCH);
        all.put("optimizer", "adam");
        Values values = new Values(all);
        Optimizer optimizer = Optimizers.ofKey("adam");
        List<Graph.Joining> members = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            float[] parameters = InitialWeights.draw(network, new He(), RandomStream.ofSeed(i));
            SortedMap<String, float[]> state = new TreeMap<>();
            optimizer.state(values).forEach(name -> state.put(name, new float[parameters.length]));
            members.add(new Graph.Joining(network, Losses.of("cross-entropy", true).of(values, CLASSES), optimizer,
                    values, RandomStream.ofSeed(i), new Graph.State(parameters,
                    ParameterLayout.statistics(network).fresh(), 0, state)));
        }
        Graph graph = LayerGraph.of(members, rows, RandomStream.ofSeed(1));
        return new Way() {

            private int epoch;

            @Override
            public void epoch() {
                graph.epoch(++epoch, (member, batch, batches) -> 1e-3);
            }

            @Override
            public void close() {
                graph.close();
            }
        };
    }

    /** The way of DJL's documentation: a trainer, its gradient collector and its Adam, on DJL's own blocks. */
    private static final class DjlTraining implements Way {

        private final Model model = Engine.getInstance().newModel("loop", Device.cpu());
        private final Trainer trainer;
        private final NDArray features;
        private final NDArray labels;
        private final Loss loss = Loss.softmaxCrossEntropyLoss();

        DjlTraining(Architecture network, DeviceRows rows) {
            model.setBlock(NetworkBlocks.block(network));
            trainer = model.newTrainer(new DefaultTrainingConfig(loss).optDevices(new Device[] {Device.cpu()})
                    .optOptimizer(ai.djl.training.optimizer.Optimizer.adam()
                            .optLearningRateTracker(Tracker.fixed(1e-3f)).build()));
            trainer.initialize(new Shape(BATCH, network.inputs()));
            features = trainer.getManager().create(rows.features().toFloatArray(), rows.features().getShape());
            labels = trainer.getManager().create(rows.targets()).toType(DataType.INT64, false);
        }

        @Override
        public void epoch() {
            for (int from = 0; from < ROWS; from += BATCH) {
                try (NDManager step = trainer.getManager().newSubManager()) {
                    NDArray x = features.get(new NDIndex("{}:{}", from, from + BATCH));
                    NDArray y = labels.get(new NDIndex("{}:{}", from, from + BATCH));
                    x.attach(step);
                    y.attach(step);
                    try (GradientCollector collector = trainer.newGradientCollector()) {
                        NDArray value = loss.evaluate(new NDList(y), trainer.forward(new NDList(x)));
                        value.attach(step);
                        collector.backward(value);
                    }
                    trainer.step();
                }
            }
        }

        @Override
        public void close() {
            trainer.close();
            model.close();
        }
    }

    private static Layer conv(int filters, int kernel, int stride, Padding padding) {
        return new Layer.Convolution(filters, kernel, stride, padding, 1, 1);
    }

    private static Layer residual(int filters, int stride) {
        return new Layer.Residual(List.of(conv(filters, 3, stride, Padding.SAME), NORM, RELU,
                conv(filters, 3, 1, Padding.SAME), NORM));
    }

    private static Architecture network(String name) {
        Layer pool = new Layer.Pool(Pooling.MAX, 2, 2);
        Layer flatten = new Layer.Flatten();
        InputShape digit = new InputShape.Image(28, 28, 1);
        return switch (name) {
            case "A" -> new Architecture(digit, List.of(conv(6, 5, 1, Padding.VALID), RELU, pool,
                    conv(16, 5, 1, Padding.VALID), RELU, pool, flatten, new Layer.Dense(120), RELU,
                    new Layer.Dense(84), RELU, new Layer.Dense(CLASSES)));
            case "B" -> new Architecture(digit, List.of(conv(32, 3, 1, Padding.VALID), RELU, pool,
                    conv(64, 3, 1, Padding.VALID), RELU, pool, flatten, new Layer.Dense(128), RELU,
                    new Layer.Dense(CLASSES)));
            case "C" -> new Architecture(new InputShape.Image(32, 32, 3), List.of(conv(16, 3, 1, Padding.SAME), NORM,
                    RELU, residual(16, 1), RELU, residual(32, 2), RELU, residual(64, 2), RELU,
                    new Layer.GlobalPool(Pooling.AVERAGE), new Layer.Dense(CLASSES)));
            default -> throw new IllegalArgumentException("There are networks A, B and C, not " + name);
        };
    }

    private static DeviceRows rows(Architecture network, NDManager manager) {
        RandomStream random = RandomStream.ofSeed(3);
        float[] features = new float[ROWS * network.inputs()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) ((random.nextLong() >>> 11) * 0x1p-53 * 2 - 1);
        }
        float[] targets = new float[ROWS];
        double[] own = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            targets[row] = row % CLASSES;
            own[row] = targets[row];
        }
        return new DeviceRows(ROWS, network.inputs(), own, manager.create(features, new Shape(ROWS, network.inputs())),
                targets);
    }
}
