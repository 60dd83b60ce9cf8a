package org.whittle.train.program;

import static org.whittle.train.program.CohortTensors.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import org.whittle.net.Mlp;
import org.whittle.net.SeenInputs;
import org.whittle.net.Training;
import org.whittle.random.RandomStream;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Batches;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.GradientNorms;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.Predicting;

/** Multilayer perceptrons trained by a program whose state stays on its device. */
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
    private final CohortTensors tensors;
    private final Program program;
    private final CohortHandles handles;
    private final CohortCalls calls;

    private ProgramGraph(CohortShape shape, List<Joining> members, DeviceRows rows, RandomStream order) {
        this.shape = shape;
        this.members = members.stream().map(member -> member.from(null)).toList();
        this.rows = rows;
        this.order = order;
        boolean normalized = shape.padded(0).batchNormalization();
        Batches batches = Batches.of(rows.count(), members.get(0).values().of(Training.BATCH_SIZE), normalized);
        CohortLayout layout = new CohortLayout(shape);
        List<Mlp> networks = members.stream().map(member -> Mlp.of(member.network())).toList();
        List<RandomStream> dropout = members.stream().map(Joining::dropout).toList();
        boolean masked = MaskFeed.isNeeded(shape, networks);
        long mostRows = ROW_BYTES / (4L * batches.size() * rows.width());
        long mostMasks = masked ? MASK_BYTES / (4L * MaskFeed.stepSize(shape, batches.size())) : STEPS;
        int steps = (int) Math.max(1, Math.min(STEPS, Math.min(mostRows, mostMasks)));
        boolean partial = members.stream().anyMatch(member -> !member.seen().areAll());
        tensors = new CohortTensors(members,
                new MlpPlaces(shape, layout, members.stream().map(Joining::network).toList(), slowed(members.get(0))),
                rows);
        Program loaded = null;
        try {
            loaded = Program.of(MlpProgram.of(members.get(0).loss(), normalized, masked, partial), rows.device());
            program = loaded;
            calls = new CohortCalls(members, tensors, program, new CohortCalls.Plan(rows, order, batches, steps),
                    masked ? (count, size) -> new MaskFeed(tensors.manager(), shape, networks, dropout, count, size)
                            : null, partial ? unseen() : null);
            handles = new CohortHandles(shape, layout, members, tensors, program);
        } catch (RuntimeException | Error e) {
            if (loaded != null) {
                loaded.close();
            }
            tensors.close();
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

    /** Hidden layers whose parameters learn at another rate: the first ones. */
    private static int slowed(Joining member) {
        Mlp network = Mlp.of(member.network());
        int parameters = 0;
        int layers = 0;
        while (parameters < member.slowed()) {
            int units = network.fanOut(layers);
            parameters += units * network.fanIn(layers) + units * (network.batchNormalization() ? 3 : 1);
            layers++;
        }
        return layers;
    }

    /** The first layers' weights that read what their network does not see. */
    private Zeros unseen() {
        int inputs = rows.width();
        float[] free = new float[members.size() * inputs];
        for (int i = 0; i < members.size(); i++) {
            SeenInputs own = members.get(i).seen();
            for (int input = 0; input < inputs; input++) {
                free[i * inputs + input] = own.has(input % own.inputs()) ? 1 : 0;
            }
        }
        return new Zeros(tensors.manager().create(free, new Shape(members.size(), 1, inputs)),
                DescentSource.fills(CohortCalls.values(members)));
    }

    @Override
    public List<GradientNorms> gradients() {
        return calls.gradients();
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
        return calls.epoch(epoch, rates, handles.train());
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
        tensors.close();
    }
}
