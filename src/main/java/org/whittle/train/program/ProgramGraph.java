package org.whittle.train.program;

import static org.whittle.train.program.CohortHandles.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.whittle.net.Architecture;
import org.whittle.net.Mlp;
import org.whittle.net.ParameterLayout;
import org.whittle.net.SeenInputs;
import org.whittle.net.Training;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Batches;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.Predicting;

/**
 * Multilayer perceptrons trained by a program whose state stays on its device.
 *
 * <p>Parameters, gradients and moments of all networks are flat tensors on the device, from the first step to the last;
 * Java hands in row numbers, rates and masks for several steps a call, and reads the losses once an epoch.
 */
public final class ProgramGraph implements Graph {

    /** What trains, and the generation of its bits: another text of a step, or another layout, is another. */
    public static final String ENGINE = "programs 1";

    /** Of a call, which costs some microseconds. */
    private static final int STEPS = 16;
    /**
     * Of rows gathered for a call: about the second-level cache of a core, so that they are used before they leave it.
     */
    private static final int ROW_BYTES = 1 << 20;
    /** Of masks for a call: more, because fewer steps a call cost more than masks that come from the third level. */
    private static final int MASK_BYTES = 1 << 22;

    private final CohortShape shape;
    private final List<Joining> members;
    private final DeviceRows rows;
    private final RandomStream order;
    private final NDManager manager;
    private final CohortLayout layout;
    private final Program program;
    private final HostTensor parameters;
    private final NDArray gradients;
    private final HostTensor first;
    private final HostTensor second;
    private final HostTensor statistics;
    private final NDArray losses;
    private final NDArray targets;
    private final NDArray encoded;
    private final NDArray constants;
    private final CohortHandles handles;
    private final MaskFeed masks;
    private final MaskFeed lastMasks;
    private final Batches batches;
    private final int stepsOfCall;
    private final boolean clips;
    /** Which inputs each network sees; {@code null} if all see all. */
    private final NDArray seen;
    private final boolean fills;
    private final long[] steps;
    /** What the device held when it was last asked: parameters, first and second moments, statistics. */
    private List<float[]> read;

    private ProgramGraph(CohortShape shape, List<Joining> members, DeviceRows rows, RandomStream order) {
        this.shape = shape;
        this.members = members.stream().map(member -> member.from(null)).toList();
        this.rows = rows;
        this.order = order;
        batches = Batches.of(
                rows.count(),
                members.get(0).values().of(Training.BATCH_SIZE),
                shape.padded(0).batchNormalization());
        layout = new CohortLayout(shape);
        clips = DescentSource.clips(values());
        steps = members.stream().mapToLong(member -> member.from().steps()).toArray();
        List<Mlp> networks = members.stream().map(member -> Mlp.of(member.network())).toList();
        List<RandomStream> dropout = members.stream().map(Joining::dropout).toList();
        boolean masked = MaskFeed.isNeeded(shape, networks);
        long mostRows = ROW_BYTES / (4L * batches.size() * rows.width());
        long mostMasks = masked ? MASK_BYTES / (4L * MaskFeed.stepSize(shape, batches.size())) : STEPS;
        stepsOfCall = (int) Math.max(1, Math.min(STEPS, Math.min(mostRows, mostMasks)));
        boolean partial = members.stream().anyMatch(member -> !member.seen().areAll());
        fills = DescentSource.fills(values());
        manager = TorchEngine.newManager(rows.device());
        Program loaded = null;
        try {
            loaded = Program.of(
                    MlpProgram.of(lossOf(0), shape.padded(0).batchNormalization(), masked, partial), rows.device());
            program = loaded;
            Shape flat = new Shape(layout.size());
            parameters = new HostTensor(manager, flat);
            gradients = manager.zeros(flat, DataType.FLOAT32);
            first = DescentSource.hasFirst(values()) ? new HostTensor(manager, flat) : null;
            second = DescentSource.hasSecond(values()) ? new HostTensor(manager, flat) : null;
            statistics = new HostTensor(manager, new Shape(Math.max(1, layout.statisticsSize())));
            losses = manager.zeros(new Shape(members.size()), DataType.FLOAT64);
            NDArray manySteps = manager.full(new Shape(1), (float) Optimizer.MANY_STEPS, DataType.FLOAT32);
            LossTensors ofLosses = new LossTensors(manager, members.stream().map(Joining::loss).toList(),
                    shape.padded(0).outputs());
            targets = ofLosses.targets(rows.targets());
            encoded = ofLosses.encoded();
            constants = ofLosses.constants();
            seen = partial ? seen(members) : null;
            masks = masked ? new MaskFeed(manager, shape, networks, dropout, stepsOfCall, batches.size()) : null;
            lastMasks = masked && batches.last() != batches.size()
                    ? new MaskFeed(manager, shape, networks, dropout, 1, batches.last()) : masks;
            load(members.stream().map(Joining::from).toList());
            // After it, no tensor has new storage.
            handles = new CohortHandles(shape, layout, values(), new CohortHandles.Flat(parameters.array(), gradients,
                    first == null ? gradients : first.array(), second == null ? gradients : second.array(),
                    statistics.array(), manySteps), program);
        } catch (RuntimeException | Error e) {
            if (loaded != null) {
                loaded.close();
            }
            manager.close();
            throw e;
        }
    }

    /**
     * @param joining in the {@linkplain CohortShape#ORDER order} of their networks
     * @param rows to train on; their device is the graph's
     * @param order the study's stream for the order of rows
     * @throws IllegalArgumentException if a network is no {@link Mlp}
     */
    public static ProgramGraph of(List<Joining> joining, DeviceRows rows, RandomStream order) {
        CohortShape shape = CohortShape.of(joining.stream().map(member -> Mlp.of(member.network())).toList());
        return new ProgramGraph(shape, joining, rows, order);
    }

    private List<Values> values() {
        return members.stream().map(Joining::values).toList();
    }

    private LossFunction lossOf(int member) {
        return members.get(member).loss();
    }

    /** Sets where the networks stand. */
    private void load(List<State> states) {
        parameters.write(flat(states, i -> states.get(i).parameters()), 0);
        for (HostTensor moments : new HostTensor[] {first, second}) {
            if (moments != null) {
                moments.write(flat(states, i -> states.get(i).optimizer().get(name(i, moments))), 0);
            }
        }
        float[] moving = new float[Math.max(1, layout.statisticsSize())];
        for (int i = 0; i < states.size(); i++) {
            float[] padded = new float[ParameterLayout.statistics(padded(i)).size()];
            ParameterLayout.statistics(members.get(i).network()).copyCommon(states.get(i).statistics(),
                    ParameterLayout.statistics(padded(i)), padded);
            copyStatistics(i, padded, moving, true);
        }
        statistics.write(moving, 0);
    }

    private Architecture padded(int member) {
        return shape.padded(member).architecture();
    }

    private float[] flat(List<State> states, IntFunction<float[]> part) {
        float[] flat = new float[layout.size()];
        for (int i = 0; i < states.size(); i++) {
            float[] own = part.apply(i);
            if (own != null) {
                float[] padded = new float[ParameterLayout.trained(padded(i)).size()];
                ParameterLayout.trained(members.get(i).network())
                        .copyCommon(own, ParameterLayout.trained(padded(i)), padded);
                layout.scatter(i, padded, flat);
            }
        }
        return flat;
    }

    /** What a member's optimizer calls such moments in a checkpoint; no name if it has none. */
    private String name(int member, HostTensor moments) {
        Optimizer optimizer = members.get(member).optimizer();
        Values values = members.get(member).values();
        String name = moments == first ? optimizer.first(values) : optimizer.second(values);
        return name == null ? "" : name;
    }

    @Override
    public State state(int member) {
        if (read == null) {
            read = Stream.of(parameters, first, second, statistics).map(ProgramGraph::read).toList();
        }
        SortedMap<String, float[]> optimizer = new TreeMap<>();
        if (first != null && !name(member, first).isEmpty()) {
            optimizer.put(name(member, first), own(member, read.get(1)));
        }
        if (second != null && !name(member, second).isEmpty()) {
            optimizer.put(name(member, second), own(member, read.get(2)));
        }
        ParameterLayout common = ParameterLayout.statistics(padded(member));
        float[] moving = new float[common.size()];
        copyStatistics(member, moving, read.get(3), false);
        ParameterLayout mine = ParameterLayout.statistics(members.get(member).network());
        float[] ownStatistics = new float[mine.size()];
        common.copyCommon(moving, mine, ownStatistics);
        return new State(own(member, read.get(0)), ownStatistics, steps[member], optimizer);
    }

    private static float[] read(HostTensor tensor) {
        if (tensor == null) {
            return new float[0];
        }
        float[] elements = new float[Math.toIntExact(tensor.array().size())];
        HostTensor.read(tensor.array(), elements, 0);
        return elements;
    }

    /** A member's part of a flat tensor, without padding. */
    private float[] own(int member, float[] flat) {
        ParameterLayout common = ParameterLayout.trained(padded(member));
        float[] padded = new float[common.size()];
        layout.gather(member, flat, padded);
        ParameterLayout mine = ParameterLayout.trained(members.get(member).network());
        float[] own = new float[mine.size()];
        common.copyCommon(padded, mine, own);
        return own;
    }

    private void copyStatistics(int network, float[] own, float[] moving, boolean out) {
        int at = 0;
        int mine = 0;
        for (int layer = 0; own.length > 0 && layer < shape.padded(network).hiddenLayers(); layer++) {
            int units = shape.padded(0).fanOut(layer);
            for (int statistic = 0; statistic < 2; statistic++) {
                int there = at + network * units;
                System.arraycopy(out ? own : moving, out ? mine : there, out ? moving : own, out ? there : mine, units);
                at += shape.networks(layer) * units;
                mine += units;
            }
        }
    }

    @Override
    public double[] epoch(int epoch, Rates rates) {
        read = null;
        try (NDManager ofEpoch = manager.newSubManager()) {
            NDArray chosen = HostTensor.indices(ofEpoch, order.child(epoch).permutation(rows.count()));
            losses.muli(0);
            int whole = batches.used() / batches.size();
            for (int batch = 0; batch < whole; batch += stepsOfCall) {
                call(chosen, epoch, batch, Math.min(stepsOfCall, whole - batch), batches.size(), masks, rates);
            }
            if (whole < batches.count()) {
                call(chosen, epoch, whole, 1, batches.last(), lastMasks, rates);
            }
            double[] sums = new double[members.size()];
            HostTensor.readDoubles(losses, values -> values.get(sums));
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= batches.used();
            }
            return sums;
        }
    }

    private void call(NDArray chosen, int epoch, int batch, int count, int size, MaskFeed feed, Rates rates) {
        if (feed != null) {
            feed.draw(epoch, batch, count);
        }
        double[] numbers = DescentSource.numbers(members, steps, count,
                (member, step) -> rates.at(member, batch + step, batches.count()));
        List<IValue> arguments = new ArrayList<>(List.of(tensor(losses), tensor(rows.features()), tensor(targets),
                tensor(encoded), tensor(constants), tensor(chosen), tensor(feed == null ? losses : feed.array()),
                IValue.from((long) MaskFeed.stepSize(shape, size)), IValue.from(clips ? 1L : 0L),
                IValue.listFrom(numbers),
                IValue.from((long) batch * batches.size()), IValue.from((long) count), IValue.from((long) size)));
        if (seen != null) {
            arguments.addAll(List.of(tensor(seen), IValue.from(fills ? 1L : 0L)));
        }
        program.run("train", handles.train(), arguments.toArray(IValue[]::new)).close();
    }

    private NDArray seen(List<Joining> joining) {
        int inputs = rows.width();
        float[] all = new float[joining.size() * inputs];
        for (int i = 0; i < joining.size(); i++) {
            SeenInputs own = joining.get(i).seen();
            for (int input = 0; input < inputs; input++) {
                all[i * inputs + input] = own.has(input % own.inputs()) ? 1 : 0;
            }
        }
        return manager.create(all, new Shape(joining.size(), 1, inputs));
    }

    @Override
    public Predictions predict(DeviceRows split, boolean logProbabilities) {
        return new Predicting(members.stream().map(Joining::loss).toList(), shape.padded(0).outputs(),
                shape.widestLayer(), this::infer).of(split, logProbabilities);
    }

    private NDArray infer(NDArray some) {
        try (IValue result = program.run("infer", handles.infer(), tensor(some))) {
            return result.toTensor((PtNDManager) some.getManager());
        }
    }

    @Override
    public Graph only(List<Integer> staying) {
        List<Joining> joining = staying.stream().map(i -> members.get(i).from(state(i))).toList();
        close();
        return new ProgramGraph(shape.only(staying), joining, rows, order);
    }

    @Override
    public void close() {
        handles.close();
        program.close();
        manager.close();
    }
}
