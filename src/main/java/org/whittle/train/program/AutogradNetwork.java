package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.score.block.BlockSource;
import org.whittle.score.block.BroughtBlock;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.LongCalls;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.GradientNorms;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.Predicting;

/**
 * A network that a user brought, in training: the engine records what it computes, and goes the way back. Its
 * parameters are the block's own tensors; what the optimizer keeps lies beside, a tensor for each.
 *
 * <p>Gradients are recorded in a mode that is its thread's, so that any number of networks train side by side. Where
 * the network itself draws, as dropout does, its generator is the process's: it then begins each step from a seed of
 * the trial's, and others wait.
 */
final class AutogradNetwork implements AutoCloseable {

    private final Graph.Joining joining;
    private final NDManager manager;
    private final BroughtBlock block;
    private final ParameterStore store;
    private final Program program;
    private final IValue pieces;
    private final List<NDArray> first;
    private final List<NDArray> second;
    private final NDArray[] gradients;
    private final List<NDArray> zeros;
    private final NDArray loss;
    private final NDArray targets;
    private final NDArray encoded;
    private final NDArray constants;
    private final LossTensors ofLoss;
    private final long[] optimizers;
    private final long clips;
    private final boolean draws;
    private final long[] steps;
    private GradientNorms.Sum norms = new GradientNorms.Sum();

    /**
     * @param joining the network, with its state
     * @param rows that it trains on
     */
    AutogradNetwork(Graph.Joining joining, BlockSource blocks, DeviceRows rows) {
        this.joining = joining.from(null);
        List<Graph.Joining> alone = List.of(joining);
        optimizers = DescentSource.runs(alone);
        clips = DescentSource.clips(alone);
        steps = new long[] {joining.from().steps()};
        manager = TorchEngine.newManager(rows.device());
        Program loaded = null;
        try {
            loaded = Program.of(AutogradMethods.text(joining.loss()), rows.device());
            program = loaded;
            block = blocks.open(joining.network().brought().orElseThrow(), joining.network().input(), manager);
            store = new ParameterStore(manager, false);
            for (Parameter parameter : block.trained()) {
                parameter.getArray().setRequiresGradient(true);
            }
            draws = draws(rows);
            block.load(joining.from().parameters(), joining.from().statistics());
            List<NDArray> parameters = block.trained().stream().map(Parameter::getArray).toList();
            gradients = new NDArray[parameters.size()];
            zeros = like(parameters);
            List<NDArray> own = like(parameters);
            first = moments(parameters, name(true), joining.from());
            second = moments(parameters, name(false), joining.from());
            NDArray many = manager.full(new Shape(1), (float) Optimizer.MANY_STEPS, DataType.FLOAT32);
            ofLoss = new LossTensors(manager, List.of(joining.loss()));
            loss = manager.zeros(new Shape(1), DataType.FLOAT64);
            targets = ofLoss.targets(rows.targets());
            encoded = ofLoss.encoded();
            constants = ofLoss.constants();
            pieces = lists(List.of(parameters, own, first.isEmpty() ? own : first, second.isEmpty() ? own : second,
                    parameters.stream().map(parameter -> many).toList()));
        } catch (IOException e) {
            close(loaded);
            throw new UncheckedIOException(e);
        } catch (RuntimeException | Error e) {
            close(loaded);
            throw e;
        }
    }

    private void close(Program loaded) {
        if (loaded != null) {
            loaded.close();
        }
        manager.close();
    }

    /** Sets what the rows' targets are. */
    void retarget(float[] all) {
        ofLoss.refill(targets, all);
    }

    Graph.Joining joining() {
        return joining;
    }

    /** The name of what its optimizer keeps; {@code null} if it keeps nothing of that kind. */
    private String name(boolean ofFirst) {
        return ofFirst ? joining.optimizer().first(joining.values()) : joining.optimizer().second(joining.values());
    }

    private List<NDArray> like(List<NDArray> parameters) {
        return parameters.stream().map(one -> manager.zeros(one.getShape())).toList();
    }

    private List<NDArray> moments(List<NDArray> parameters, String name, Graph.State from) {
        if (name == null) {
            return List.of();
        }
        List<NDArray> moments = like(parameters);
        float[] flat = from.optimizer().get(name);
        int at = 0;
        for (NDArray moment : moments) {
            int size = Math.toIntExact(moment.size());
            HostTensor.fill(moment, Arrays.copyOfRange(flat, at, at + size));
            at += size;
        }
        return moments;
    }

    private static IValue lists(List<List<NDArray>> lists) {
        IValue[] all = lists.stream().map(AutogradNetwork::list).toArray(IValue[]::new);
        try {
            return IValue.listFrom(all);
        } finally {
            for (IValue one : all) {
                one.close();
            }
        }
    }

    private static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }

    /** Whether the network draws from the engine's generator when it is trained: then the next draw is another one. */
    private boolean draws(DeviceRows rows) {
        try (NDManager ofCall = manager.newSubManager(); NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray some = ofCall.zeros(new Shape(2, rows.width()));
            float untouched = TorchEngine.seeded(0, this::drawn);
            float after = TorchEngine.seeded(0, () -> {
                block.forward(store, some, true);
                return drawn();
            });
            return untouched != after;
        }
    }

    private float drawn() {
        float[] number = new float[1];
        HostTensor.read(manager.randomUniform(0, 1, new Shape(1)), number, 0);
        return number[0];
    }

    /** A new epoch: no loss is counted yet. */
    void begin() {
        loss.muli(0);
        norms = new GradientNorms.Sum();
    }

    /** Of the gradients since {@link #begin}. */
    GradientNorms norms() {
        return norms.norms();
    }

    private void look() {
        List<NDArray> all = gradients();
        float[] flat = new float[all.stream().mapToInt(one -> Math.toIntExact(one.size())).sum()];
        int at = 0;
        for (NDArray one : all) {
            HostTensor.read(one, flat, at);
            at += Math.toIntExact(one.size());
        }
        norms.add(flat, Math.toIntExact(all.get(0).size()));
    }

    /** The mean of the losses since {@link #begin}. */
    double meanLoss(int rows) {
        double[] sum = new double[1];
        HostTensor.readDoubles(loss, values -> values.get(sum));
        return sum[0] / rows;
    }

    /**
     * One step.
     *
     * @param rows all of them
     * @param order of the epoch's rows
     * @param at the batch's first place in the order
     * @param count rows of the batch
     * @param rate learning rate
     */
    void step(DeviceRows rows, NDArray order, int epoch, int batch, int at, int count, double rate) {
        try (NDManager ofStep = manager.newSubManager(); NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray chosen = order.get(ofStep, new NDIndex("{}:{}", at, at + count));
            NDArray some = JniUtils.embedding((PtNDArray) chosen, (PtNDArray) rows.features(), false);
            NDArray outputs = forward(some, epoch, batch);
            // What a program gives is for no way back: a copy is.
            NDArray delta = run(ofStep, "delta", tensor(outputs), tensor(targets), tensor(encoded), tensor(constants),
                    tensor(chosen), tensor(loss)).duplicate();
            LongCalls.of(() -> {
                JniUtils.backward((PtNDArray) outputs, (PtNDArray) delta, false, false);
                return delta;
            });
            if (batch % GradientNorms.INTERVAL == 0) {
                look();
            }
            double[] numbers = DescentSource.numbers(List.of(joining), steps, 1, (member, step) -> rate);
            program.run("step", List.of(pieces), list(gradients()), IValue.listFrom(optimizers),
                    IValue.from(clips), IValue.listFrom(numbers)).close();
        }
    }

    private NDArray forward(NDArray some, int epoch, int batch) {
        JniUtils.setGradMode(true);
        try {
            return LongCalls.of(() -> draws
                    ? TorchEngine.seeded(joining.dropout().child(epoch).child(batch).nextLong(),
                            () -> block.forward(store, some, true))
                    : block.forward(store, some, true));
        } finally {
            JniUtils.setGradMode(false);
        }
    }

    /** The engine adds to a parameter's gradient where it is, once it has one: who takes no part has none. */
    private List<NDArray> gradients() {
        List<NDArray> all = new ArrayList<>(gradients.length);
        for (int i = 0; i < gradients.length; i++) {
            if (gradients[i] == null) {
                gradients[i] = JniUtils.getGradient((PtNDArray) block.trained().get(i).getArray());
                if (gradients[i] != null) {
                    gradients[i].attach(manager);
                    NDScope.unregister(gradients[i]);
                }
            }
            all.add(gradients[i] == null ? zeros.get(i) : gradients[i]);
        }
        return all;
    }

    private NDArray run(NDManager owner, String method, IValue... arguments) {
        try (IValue result = program.run(method, List.of(), arguments)) {
            return result.toTensor((PtNDManager) owner);
        }
    }

    private static IValue tensor(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    /** Where it stands. */
    Graph.State state() {
        SortedMap<String, float[]> optimizer = new TreeMap<>();
        put(optimizer, name(true), first);
        put(optimizer, name(false), second);
        return new Graph.State(BroughtBlock.read(block.trained()), BroughtBlock.read(block.statistics()), steps[0],
                optimizer);
    }

    private static void put(SortedMap<String, float[]> optimizer, String name, List<NDArray> moments) {
        if (name != null) {
            float[] flat = new float[moments.stream().mapToInt(one -> Math.toIntExact(one.size())).sum()];
            int at = 0;
            for (NDArray moment : moments) {
                HostTensor.read(moment, flat, at);
                at += Math.toIntExact(moment.size());
            }
            optimizer.put(name, flat);
        }
    }

    /** What it makes of a split. */
    Graph.Predictions predict(DeviceRows split, boolean logProbabilities, int widest) {
        JniUtils.setGradMode(false);
        return new Predicting(List.of(joining.loss()), joining.network().outputs(), widest,
                some -> LongCalls.of(() -> block.forward(store, some, false).transpose().expandDims(0)))
                .of(split, logProbabilities);
    }

    @Override
    public void close() {
        pieces.close();
        program.close();
        manager.close();
    }
}
