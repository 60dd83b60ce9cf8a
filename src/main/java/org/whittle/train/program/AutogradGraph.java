package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.whittle.net.InputShape;
import org.whittle.net.Training;
import org.whittle.random.RandomStream;
import org.whittle.score.block.BlockSource;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Batches;
import org.whittle.train.graph.GradientNorms;
import org.whittle.train.graph.Graph;

/**
 * Networks that users bring, one after the other on the same batches: what they compute is theirs to say, so nothing of
 * it can be done for all at once.
 */
public final class AutogradGraph implements Graph {

    /** Numbers of a layer that are thought to stand behind one of an image, as wide convolutions have them. */
    private static final int CHANNELS = 64;

    private final List<AutogradNetwork> members;
    private final DeviceRows rows;
    private final RandomStream order;
    private final Batches batches;

    private AutogradGraph(List<AutogradNetwork> members, DeviceRows rows, RandomStream order) {
        this.members = List.copyOf(members);
        this.rows = rows;
        this.order = order;
        Joining joining = members.get(0).joining();
        batches = Batches.of(rows.count(), joining.values().of(Training.BATCH_SIZE),
                joining.network().fewestRows() > 1);
    }

    /**
     * @param joining whose networks users brought
     * @param blocks who makes them
     * @param rows to train on; their device is the graph's
     * @param order the study's stream for the order of rows
     */
    public static AutogradGraph of(List<Joining> joining, BlockSource blocks, DeviceRows rows, RandomStream order) {
        List<AutogradNetwork> members = new ArrayList<>();
        try {
            for (Joining one : joining) {
                members.add(new AutogradNetwork(one, blocks, rows));
            }
            return new AutogradGraph(members, rows, order);
        } catch (RuntimeException | Error e) {
            members.forEach(AutogradNetwork::close);
            throw e;
        }
    }

    @Override
    public double[] epoch(int epoch, Rates rates) {
        try (NDManager ofEpoch = TorchEngine.newManager(rows.device())) {
            NDArray chosen = HostTensor.indices(ofEpoch, order.child(epoch).permutation(rows.count()));
            members.forEach(AutogradNetwork::begin);
            for (int batch = 0; batch < batches.count(); batch++) {
                int at = batch * batches.size();
                int count = Math.min(batches.size(), batches.used() - at);
                for (int i = 0; i < members.size(); i++) {
                    members.get(i).step(rows, chosen, epoch, batch, at, count, rates.at(i, batch, batches.count()));
                }
            }
            return members.stream().mapToDouble(member -> member.meanLoss(batches.used())).toArray();
        }
    }

    @Override
    public List<GradientNorms> gradients() {
        return members.stream().map(AutogradNetwork::norms).toList();
    }

    @Override
    public void retarget(float[] targets) {
        members.forEach(member -> member.retarget(targets));
    }

    @Override
    public State state(int member) {
        return members.get(member).state();
    }

    @Override
    public Predictions predict(DeviceRows split, boolean logProbabilities) {
        float[][] outputs = new float[members.size()][];
        double[][] logs = new double[members.size()][];
        double[] losses = new double[members.size()];
        InputShape input = members.get(0).joining().network().input();
        int widest = Math.multiplyExact(input.features(), input instanceof InputShape.Image ? CHANNELS : 1);
        for (int i = 0; i < outputs.length; i++) {
            Predictions own = members.get(i).predict(split, logProbabilities, widest);
            outputs[i] = own.outputs()[0];
            logs[i] = own.logProbabilities()[0];
            losses[i] = own.losses()[0];
        }
        return new Predictions(outputs, logs, losses);
    }

    @Override
    public Graph only(List<Integer> staying) {
        List<AutogradNetwork> kept = staying.stream().map(members::get).toList();
        members.stream().filter(member -> !kept.contains(member)).forEach(AutogradNetwork::close);
        return new AutogradGraph(kept, rows, order);
    }

    @Override
    public void close() {
        members.forEach(AutogradNetwork::close);
    }
}
