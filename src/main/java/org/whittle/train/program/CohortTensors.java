package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.whittle.net.ParameterLayout;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.setting.Values;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.GradientNorms;
import org.whittle.train.graph.Graph;

/**
 * What a cohort keeps on its device from the first step to the last: parameters, gradients and moments of all networks,
 * flat tensors of the same {@linkplain Places places}; statistics of normalization; and what losses need of members and
 * rows. None of them gets new storage.
 */
final class CohortTensors implements AutoCloseable {

    private final List<Graph.Joining> members;
    private final Places places;
    private final NDManager manager;
    private final HostTensor parameters;
    private final NDArray gradients;
    private final NDArray seenGradients;
    private final HostTensor first;
    private final HostTensor second;
    private final HostTensor statistics;
    private final NDArray manySteps;
    private final NDArray losses;
    private final NDArray targets;
    private final NDArray encoded;
    private final NDArray constants;
    private final LossTensors ofLosses;
    /** What the device held when it was last asked: parameters, first and second moments, statistics. */
    private List<float[]> read;

    /**
     * Begins where members stand.
     *
     * @param rows to train on; their device is the tensors'
     */
    CohortTensors(List<Graph.Joining> members, Places places, DeviceRows rows) {
        this.members = members.stream().map(member -> member.from(null)).toList();
        this.places = places;
        manager = TorchEngine.newManager(rows.device());
        try {
            Shape flat = new Shape(places.size());
            parameters = new HostTensor(manager, flat);
            gradients = manager.zeros(flat, DataType.FLOAT32);
            seenGradients = manager.zeros(flat, DataType.FLOAT32);
            first = has(i -> name(i, true)) ? new HostTensor(manager, flat) : null;
            second = has(i -> name(i, false)) ? new HostTensor(manager, flat) : null;
            statistics = new HostTensor(manager, new Shape(places.statisticsSize()));
            manySteps = manager.full(new Shape(1), (float) Optimizer.MANY_STEPS, DataType.FLOAT32);
            losses = manager.zeros(new Shape(members.size()), DataType.FLOAT64);
            ofLosses = new LossTensors(manager, members.stream().map(Graph.Joining::loss).toList());
            targets = ofLosses.targets(rows.targets());
            encoded = ofLosses.encoded();
            constants = ofLosses.constants();
            load(members.stream().map(Graph.Joining::from).toList());
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    private boolean has(IntFunction<String> name) {
        for (int i = 0; i < members.size(); i++) {
            if (!name.apply(i).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** What a member's optimizer calls such moments in a checkpoint; no name if it has none. */
    private String name(int member, boolean ofFirst) {
        Optimizer optimizer = members.get(member).optimizer();
        Values values = members.get(member).values();
        String name = ofFirst ? optimizer.first(values) : optimizer.second(values);
        return name == null ? "" : name;
    }

    private void load(List<Graph.State> states) {
        parameters.write(flat(i -> states.get(i).parameters()), 0);
        if (first != null) {
            first.write(flat(i -> states.get(i).optimizer().get(name(i, true))), 0);
        }
        if (second != null) {
            second.write(flat(i -> states.get(i).optimizer().get(name(i, false))), 0);
        }
        float[] moving = new float[places.statisticsSize()];
        for (int i = 0; i < states.size(); i++) {
            places.putStatistics(i, states.get(i).statistics(), moving);
        }
        statistics.write(moving, 0);
    }

    /** Of each member its part, or nothing. */
    private float[] flat(IntFunction<float[]> part) {
        float[] flat = new float[places.size()];
        for (int i = 0; i < members.size(); i++) {
            float[] own = part.apply(i);
            if (own != null) {
                places.put(i, own, flat);
            }
        }
        return flat;
    }

    /** What training has changed is read anew. */
    void changed() {
        read = null;
    }

    /**
     * Where a member stands: a copy.
     *
     * @param steps that its optimizer has taken
     */
    Graph.State state(int member, long steps) {
        if (read == null) {
            read = Stream.of(parameters, first, second, statistics).map(CohortTensors::read).toList();
        }
        SortedMap<String, float[]> optimizer = new TreeMap<>();
        if (!name(member, true).isEmpty()) {
            optimizer.put(name(member, true), places.get(member, read.get(1)));
        }
        if (!name(member, false).isEmpty()) {
            optimizer.put(name(member, false), places.get(member, read.get(2)));
        }
        return new Graph.State(places.get(member, read.get(0)), places.getStatistics(member, read.get(3)), steps,
                optimizer);
    }

    private static float[] read(HostTensor tensor) {
        if (tensor == null) {
            return new float[0];
        }
        float[] elements = new float[Math.toIntExact(tensor.array().size())];
        HostTensor.read(tensor.array(), elements, 0);
        return elements;
    }

    /** The pieces that optimizers work on; the caller's to close, before this. */
    IValue pieces(Program program) {
        NDArray none = gradients;
        return program.run("pieces", List.of(), tensor(parameters.array()), tensor(gradients),
                tensor(first == null ? none : first.array()), tensor(second == null ? none : second.array()),
                tensor(manySteps), IValue.listFrom(places.pieces()));
    }

    static IValue tensor(NDArray array) {
        return IValue.from((PtNDArray) array);
    }

    /** Owns all of them. */
    NDManager manager() {
        return manager;
    }

    NDArray parameters() {
        return parameters.array();
    }

    NDArray gradients() {
        return gradients;
    }

    /** Gradients of the last step that was looked at. */
    NDArray seenGradients() {
        return seenGradients;
    }

    /** Looks at them: each member's own, without what pads them. */
    void addSeenTo(List<GradientNorms.Sum> norms) {
        float[] flat = new float[places.size()];
        HostTensor.read(seenGradients, flat, 0);
        for (int i = 0; i < norms.size(); i++) {
            norms.get(i).add(places.get(i, flat),
                    ParameterLayout.trained(members.get(i).network()).tensors().get(0).size());
        }
    }

    NDArray statistics() {
        return statistics.array();
    }

    /** Sums of losses, one for each member. */
    NDArray losses() {
        return losses;
    }

    NDArray targets() {
        return targets;
    }

    /** Sets what the rows' targets are. */
    void retarget(float[] all) {
        ofLosses.refill(targets, all);
    }

    NDArray encoded() {
        return encoded;
    }

    NDArray constants() {
        return constants;
    }

    @Override
    public void close() {
        manager.close();
    }
}
