package org.whittle.train.program;

import static org.whittle.train.program.CohortTensors.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Training;
import org.whittle.net.UnreadWeights;
import org.whittle.net.Widths;
import org.whittle.random.RandomStream;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Batches;
import org.whittle.train.graph.GradientNorms;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.PaddedNetwork;
import org.whittle.train.graph.Predicting;

/**
 * Networks of any layers, the same for all members but for {@linkplain Widths widths} and rates of dropout, trained by
 * a program whose state stays on its device. {@link ProgramGraph} does so for perceptrons, whose members may differ in
 * depth and activation too.
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
    private final StackLayout layout;
    private final CohortTensors tensors;
    private final CohortCalls calls;
    private final Program program;
    private final List<IValue> open = new ArrayList<>();
    private final List<IValue> train;
    private final List<IValue> infer;

    private LayerGraph(Architecture common, List<Joining> members, int asked, DeviceRows rows, RandomStream order) {
        this.asked = asked;
        this.members = members.stream().map(member -> member.from(null)).toList();
        this.rows = rows;
        this.order = order;
        List<Architecture> networks = members.stream().map(Joining::network).toList();
        List<PaddedNetwork> padded = networks.stream().map(network -> new PaddedNetwork(network, common)).toList();
        layout = new StackLayout(common, networks.size());
        Batches batches = Batches.of(rows.count(), members.get(0).values().of(Training.BATCH_SIZE),
                common.fewestRows() > 1);
        List<RandomStream> dropout = members.stream().map(Joining::dropout).toList();
        boolean masked = LayerMasks.isNeeded(networks);
        List<InputShape> maskShapes = masked ? LayerMasks.shapes(common) : List.of();
        long ofStep = 4L * batches.size()
                * Math.max(rows.width(), (long) networks.size() * LayerMasks.elements(maskShapes));
        int steps = (int) Math.max(1, Math.min(STEPS, CALL_BYTES / ofStep));
        int kept = kept(padded);
        List<Object> exact = Widths.exact(common);
        boolean apart = networks.stream().anyMatch(network -> !Widths.exact(network).equals(exact));
        tensors = new CohortTensors(members, new StackPlaces(layout, padded, members.get(0).slowed()), rows);
        Program loaded = null;
        try {
            StackMethods methods = new StackMethods(layout, members.get(0).loss(), maskShapes, kept, apart);
            IValue trainExtents = keep(IValue.listFrom(methods.train()));
            IValue inferExtents = keep(IValue.listFrom(methods.infer()));
            loaded = Program.of(methods.text(), rows.device());
            program = loaded;
            calls = new CohortCalls(members, tensors, program, new CohortCalls.Plan(rows, order, batches, steps),
                    masked ? (count, size) -> new LayerMasks(tensors.manager(), common, networks, padded, dropout,
                            count, size) : null, kept > 0 ? zeros(padded, kept) : null);
            IValue parameters = keep(tensor(tensors.parameters()));
            IValue statistics = keep(tensor(tensors.statistics()));
            IValue groups = keep(IValue.listFrom((apart ? GroupMembers.of(padded, tensors.manager())
                    : List.<NDArray>of()).stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new)));
            train = List.of(trainExtents, keep(tensors.pieces(program)), parameters,
                    keep(tensor(tensors.gradients())), statistics, groups,
                    keep(IValue.listFrom(DescentSource.runs(members))));
            infer = List.of(inferExtents, parameters, statistics, groups);
        } catch (RuntimeException | Error e) {
            open.forEach(IValue::close);
            if (loaded != null) {
                loaded.close();
            }
            tensors.close();
            throw e;
        }
    }

    /**
     * @param joining whose networks are the same but for {@linkplain Widths widths} and rates of dropout
     * @param rows to train on; their device is the graph's
     * @param order the study's stream for the order of rows
     */
    public static LayerGraph of(List<Joining> joining, DeviceRows rows, RandomStream order) {
        Architecture common = joining.stream().map(Joining::network).reduce(Widths::widest).orElseThrow();
        boolean fills = joining.size() == 1 && !DescentSource.fills(CohortCalls.values(joining));
        return new LayerGraph(fills ? Widths.filled(common) : common, joining, joining.size(), rows, order);
    }

    private IValue keep(IValue value) {
        open.add(value);
        return value;
    }

    private static BitSet unread(Joining member) {
        return UnreadWeights.of(member.network(), member.seen());
    }

    /** Of each row of parameters the first ones, among which are all that stay 0 by hand. */
    private int kept(List<PaddedNetwork> padded) {
        if (padded.stream().anyMatch(PaddedNetwork::leaks)) {
            return layout.trained().size();
        }
        int kept = 0;
        for (int i = 0; i < padded.size(); i++) {
            BitSet unread = unread(members.get(i));
            if (!unread.isEmpty()) {
                float[] own = new float[unread.length()];
                unread.stream().forEach(parameter -> own[parameter] = 1);
                float[] row = padded.get(i).pad(Arrays.copyOf(own, padded.get(i).ownSize()));
                for (int last = row.length; last > kept; last--) {
                    if (row[last - 1] == 1) {
                        kept = last;
                    }
                }
            }
        }
        return kept;
    }

    private Zeros zeros(List<PaddedNetwork> padded, int kept) {
        float[] free = new float[padded.size() * kept];
        for (int i = 0; i < padded.size(); i++) {
            float[] own = new float[padded.get(i).ownSize()];
            Arrays.fill(own, 1);
            unread(members.get(i)).stream().forEach(parameter -> own[parameter] = 0);
            System.arraycopy(padded.get(i).pad(own), 0, free, i * kept, kept);
        }
        return new Zeros(tensors.manager().create(free, new Shape(padded.size(), kept)),
                DescentSource.fills(CohortCalls.values(members)));
    }

    @Override
    public List<GradientNorms> gradients() {
        return calls.gradients().subList(0, asked);
    }

    @Override
    public void retarget(float[] targets) {
        tensors.retarget(targets);
    }

    @Override
    public State state(int member) {
        return tensors.state(member, calls.steps(member));
    }

    @Override
    public double[] epoch(int epoch, Rates rates) {
        return Arrays.copyOf(calls.epoch(epoch, (member, batch, batches) -> rates.at(member % asked, batch, batches),
                train), asked);
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
        try (IValue result = program.run("infer", infer, tensor(some))) {
            return result.toTensor((PtNDManager) some.getManager());
        }
    }

    // The engine computes grouped convolutions of any number of networks to the same bits, but not that of one alone:
    // the last of several is trained beside a copy of itself. Who stays keeps its padding.
    @Override
    public Graph only(List<Integer> staying) {
        List<Integer> kept = staying.size() == 1 && members.size() > 1
                ? List.of(staying.get(0), staying.get(0)) : staying;
        List<Joining> joining = kept.stream().map(i -> members.get(i).from(state(i))).toList();
        close();
        return new LayerGraph(layout.network(), joining, staying.size(), rows, order);
    }

    @Override
    public void close() {
        open.forEach(IValue::close);
        program.close();
        tensors.close();
    }
}
