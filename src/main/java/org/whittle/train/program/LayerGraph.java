package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Training;
import org.whittle.net.UnreadWeights;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Batches;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.Predicting;

/**
 * Networks of any layers, the same for all members but for rates of dropout, trained by a program whose state stays on
 * its device. {@link ProgramGraph} does so for perceptrons, whose members may differ in width, depth and activation.
 */
public final class LayerGraph implements Graph {

    /** Of a call, which costs little beside a step. */
    private static final int STEPS = 4;
    /** Of rows gathered, and of masks made, for a call, unless one step needs more. */
    private static final int CALL_BYTES = 1 << 22;

    private final List<Joining> members;
    /** Members that are asked for: the first ones. */
    private final int asked;
    private final DeviceRows rows;
    private final RandomStream order;
    private final NDManager manager;
    private final StackLayout layout;
    private final Program program;
    private final IValue trainExtents;
    private final IValue inferExtents;
    private final long[] optimizers;
    private final boolean clips;
    /** Which of the first parameters need not stay 0, {@code networks × some}; {@code null} if none have to. */
    private final NDArray free;
    private final boolean fills;
    private final HostTensor parameters;
    private final NDArray gradients;
    private final HostTensor first;
    private final HostTensor second;
    private final HostTensor statistics;
    private final NDArray losses;
    private final NDArray targets;
    private final NDArray encoded;
    private final NDArray constants;
    private final IValue pieces;
    private final LayerMasks masks;
    private final LayerMasks lastMasks;
    private final Batches batches;
    private final int stepsOfCall;
    private final long[] steps;

    private LayerGraph(List<Joining> members, int asked, DeviceRows rows, RandomStream order) {
        this.asked = asked;
        this.members = members.stream().map(member -> member.from(null)).toList();
        this.rows = rows;
        this.order = order;
        List<Architecture> networks = members.stream().map(Joining::network).toList();
        layout = new StackLayout(networks.get(0), networks.size());
        batches = Batches.of(rows.count(), members.get(0).values().of(Training.BATCH_SIZE),
                networks.get(0).fewestRows() > 1);
        optimizers = DescentSource.runs(values());
        clips = DescentSource.clips(values());
        steps = members.stream().mapToLong(member -> member.from().steps()).toArray();
        boolean masked = LayerMasks.isNeeded(networks);
        List<InputShape> maskShapes = masked ? LayerMasks.shapes(networks.get(0)) : List.of();
        long ofStep = 4L * batches.size()
                * Math.max(rows.width(), (long) networks.size() * LayerMasks.elements(maskShapes));
        stepsOfCall = (int) Math.max(1, Math.min(STEPS, CALL_BYTES / ofStep));
        List<BitSet> kept = members.stream().map(member -> UnreadWeights.of(member.network(), member.seen())).toList();
        int most = kept.stream().mapToInt(BitSet::length).max().orElse(0);
        fills = DescentSource.fills(values());
        manager = TorchEngine.newManager(rows.device());
        Program loaded = null;
        try {
            StackMethods methods = new StackMethods(layout, lossOf(0), maskShapes, most);
            trainExtents = IValue.listFrom(methods.train());
            inferExtents = IValue.listFrom(methods.infer());
            loaded = Program.of(methods.text(), rows.device());
            program = loaded;
            Shape flat = new Shape(layout.size());
            parameters = new HostTensor(manager, flat);
            gradients = manager.zeros(flat, DataType.FLOAT32);
            first = hasState(true) ? new HostTensor(manager, flat) : null;
            second = hasState(false) ? new HostTensor(manager, flat) : null;
            statistics = new HostTensor(manager, new Shape(layout.statisticsSize()));
            losses = manager.zeros(new Shape(members.size()), DataType.FLOAT64);
            NDArray manySteps = manager.full(new Shape(1), (float) Optimizer.MANY_STEPS, DataType.FLOAT32);
            LossTensors ofLosses = new LossTensors(manager, members.stream().map(Joining::loss).toList(),
                    networks.get(0).outputs());
            targets = ofLosses.targets(rows.targets());
            encoded = ofLosses.encoded();
            constants = ofLosses.constants();
            free = most == 0 ? null : free(kept, most);
            List<RandomStream> dropout = members.stream().map(Joining::dropout).toList();
            masks = masked ? new LayerMasks(manager, networks, dropout, stepsOfCall, batches.size()) : null;
            lastMasks = masked && batches.last() != batches.size()
                    ? new LayerMasks(manager, networks, dropout, 1, batches.last()) : masks;
            load(members.stream().map(Joining::from).toList());
            // After it, no tensor has new storage.
            pieces = program.run(
                    "pieces",
                    List.of(),
                    tensor(parameters.array()),
                    tensor(gradients),
                    tensor(first == null ? gradients : first.array()),
                    tensor(second == null ? gradients : second.array()),
                    tensor(manySteps),
                    IValue.listFrom(layout.pieces()));
        } catch (RuntimeException | Error e) {
            if (loaded != null) {
                loaded.close();
            }
            manager.close();
            throw e;
        }
    }

    /**
     * @param joining whose networks are the same but for their rates of dropout
     * @param rows to train on; their device is the graph's
     * @param order the study's stream for the order of rows
     */
    public static LayerGraph of(List<Joining> joining, DeviceRows rows, RandomStream order) {
        return new LayerGraph(joining, joining.size(), rows, order);
    }

    private List<Values> values() {
        return members.stream().map(Joining::values).toList();
    }

    private LossFunction lossOf(int member) {
        return members.get(member).loss();
    }

    /** What a member's optimizer calls such moments in a checkpoint; {@code null} if it has none. */
    private String name(int member, boolean ofFirst) {
        Optimizer optimizer = members.get(member).optimizer();
        Values values = members.get(member).values();
        return ofFirst ? optimizer.first(values) : optimizer.second(values);
    }

    private boolean hasState(boolean ofFirst) {
        for (int i = 0; i < members.size(); i++) {
            if (name(i, ofFirst) != null) {
                return true;
            }
        }
        return false;
    }

    /** Sets where the networks stand. */
    private void load(List<State> states) {
        parameters.write(layout.rows(states.stream().map(State::parameters).toList()), 0);
        loadMoments(states, first, true);
        loadMoments(states, second, false);
        float[] moving = new float[layout.statisticsSize()];
        for (int i = 0; i < states.size(); i++) {
            layout.scatterStatistics(i, states.get(i).statistics(), moving);
        }
        statistics.write(moving, 0);
    }

    private void loadMoments(List<State> states, HostTensor moments, boolean ofFirst) {
        if (moments != null) {
            List<float[]> own = new ArrayList<>();
            for (int i = 0; i < states.size(); i++) {
                String name = name(i, ofFirst);
                own.add(name == null ? null : states.get(i).optimizer().get(name));
            }
            moments.write(layout.rows(own), 0);
        }
    }

    @Override
    public State state(int member) {
        SortedMap<String, float[]> optimizer = new TreeMap<>();
        if (name(member, true) != null) {
            optimizer.put(name(member, true), layout.row(member, read(first)));
        }
        if (name(member, false) != null) {
            optimizer.put(name(member, false), layout.row(member, read(second)));
        }
        return new State(layout.row(member, read(parameters)), layout.gatherStatistics(member, read(statistics)),
                steps[member], optimizer);
    }

    private static float[] read(HostTensor tensor) {
        float[] elements = new float[Math.toIntExact(tensor.array().size())];
        HostTensor.read(tensor.array(), elements, 0);
        return elements;
    }

    @Override
    public double[] epoch(int epoch, Rates rates) {
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
            double[] sums = new double[asked];
            HostTensor.readDoubles(losses, values -> values.get(sums));
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= batches.used();
            }
            return sums;
        }
    }

    private void call(NDArray chosen, int epoch, int batch, int count, int size, LayerMasks feed, Rates rates) {
        if (feed != null) {
            feed.draw(epoch, batch, count);
        }
        double[] numbers = DescentSource.numbers(members, steps, count,
                (member, step) -> rates.at(member % asked, batch + step, batches.count()));
        List<IValue> arguments = new ArrayList<>(List.of(tensor(parameters.array()), tensor(gradients),
                tensor(statistics.array()), tensor(losses), tensor(rows.features()), tensor(targets), tensor(encoded),
                tensor(constants), tensor(chosen), tensor(feed == null ? losses : feed.array()),
                IValue.listFrom(optimizers), IValue.from(clips ? 1L : 0L),
                IValue.listFrom(numbers), IValue.from((long) batch * batches.size()), IValue.from((long) count),
                IValue.from((long) size)));
        if (free != null) {
            arguments.addAll(List.of(tensor(free), IValue.from(fills ? 1L : 0L)));
        }
        program.run("train", List.of(trainExtents, pieces), arguments.toArray(IValue[]::new)).close();
    }

    private NDArray free(List<BitSet> kept, int most) {
        float[] all = new float[kept.size() * most];
        Arrays.fill(all, 1);
        for (int i = 0; i < kept.size(); i++) {
            int row = i * most;
            kept.get(i).stream().forEach(parameter -> all[row + parameter] = 0);
        }
        return manager.create(all, new Shape(kept.size(), most));
    }

    @Override
    public Predictions predict(DeviceRows split, boolean logProbabilities) {
        int widest = layout.network().shapes().after().stream().mapToInt(InputShape::features).max().orElse(1);
        Predictions all = new Predicting(members.stream().map(Joining::loss).toList(), layout.network().outputs(),
                Math.multiplyExact(widest, members.size()), this::infer).of(split, logProbabilities);
        return new Predictions(Arrays.copyOf(all.outputs(), asked), Arrays.copyOf(all.logProbabilities(), asked),
                Arrays.copyOf(all.losses(), asked));
    }

    private NDArray infer(NDArray some) {
        try (IValue result = program.run("infer", List.of(inferExtents), tensor(parameters.array()),
                tensor(statistics.array()), tensor(some))) {
            return result.toTensor((PtNDManager) some.getManager());
        }
    }

    private static IValue tensor(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    // The engine computes grouped convolutions of any number of networks to the same bits, but not that of one alone:
    // the last of several is trained beside a copy of itself.
    @Override
    public Graph only(List<Integer> staying) {
        List<Integer> kept = staying.size() == 1 && members.size() > 1
                ? List.of(staying.get(0), staying.get(0)) : staying;
        List<Joining> joining = kept.stream().map(i -> members.get(i).from(state(i))).toList();
        close();
        return new LayerGraph(joining, staying.size(), rows, order);
    }

    @Override
    public void close() {
        pieces.close();
        trainExtents.close();
        inferExtents.close();
        program.close();
        manager.close();
    }
}
