package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.whittle.net.Mlp;
import org.whittle.net.Training;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.engine.DeviceRows;

/**
 * Multilayer perceptrons whose forward and backward pass is the engine's, operation by operation, and whose optimizers
 * are loops in Java over arrays of theirs: fastest where the engine's memory is the host's.
 */
public final class HostGraph implements Graph {

    private final DeviceRows rows;
    private final RandomStream order;
    private final CohortShape shape;
    private final List<HostMember> members;
    private final int outputs;
    private final NDManager manager;
    private final BatchedNetwork network;
    private final BatchedLoss loss;
    private final BatchFeed feed;
    private final DropoutMasks masks;
    private final DropoutMasks lastMasks;

    private HostGraph(CohortShape shape, List<HostMember> members, DeviceRows rows, RandomStream order) {
        this.rows = rows;
        this.order = order;
        this.shape = shape;
        this.members = List.copyOf(members);
        Joining shared = members.get(0).joined();
        outputs = shared.network().outputs();
        manager = TorchEngine.newManager(rows.device());
        try {
            network = new BatchedNetwork(manager, shape, members.stream().map(HostMember::parameters).toList(),
                    members.stream().map(HostMember::gradient).toList(),
                    members.stream().map(HostMember::statistics).toList());
            loss = new BatchedLoss(manager, members.stream().map(member -> member.joined().loss()).toList(),
                    network.scalars());
            feed = new BatchFeed(manager, rows, loss, members.size(), outputs, shared.values().of(Training.BATCH_SIZE),
                    shared.values().of(BatchNorm.SETTING), order);
            Batches batches = feed.batches();
            masks = masks(batches.size());
            lastMasks = batches.last() == batches.size() ? masks : masks(batches.last());
        } catch (RuntimeException | Error e) {
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
    public static HostGraph of(List<Joining> joining, DeviceRows rows, RandomStream order) {
        CohortShape shape = CohortShape.of(joining.stream().map(member -> Mlp.of(member.network())).toList());
        List<HostMember> members = new ArrayList<>();
        for (int i = 0; i < joining.size(); i++) {
            members.add(new HostMember(joining.get(i), shape.padded(i).architecture()));
        }
        return new HostGraph(shape, members, rows, order);
    }

    private DropoutMasks masks(int batchSize) {
        return new DropoutMasks(
                manager,
                shape,
                members.stream()
                        .map(member -> Mlp.of(member.joined().network()))
                        .toList(),
                batchSize,
                members.stream().map(member -> member.joined().dropout()).toList());
    }

    @Override
    public double[] epoch(int epoch, Rates rates) {
        int batches = feed.batches().count();
        double[] losses = feed.epoch(epoch, (batch, features, targets) -> {
            DropoutMasks dropout = batch == batches - 1 ? lastMasks : masks;
            NDArray scores = network.train(features, targets, loss, dropout.draw(epoch, batch));
            for (int i = 0; i < members.size(); i++) {
                members.get(i).step(rates.at(i, batch, batches));
            }
            network.parametersChanged();
            return scores;
        });
        network.pullStatistics();
        return losses;
    }

    @Override
    public State state(int member) {
        return members.get(member).state();
    }

    @Override
    public Predictions predict(DeviceRows split, boolean logProbabilities) {
        return new Predicting(members.size(), outputs, shape.widestLayer(), loss, network::infer)
                .of(split, logProbabilities);
    }

    @Override
    public Graph only(List<Integer> staying) {
        close();
        return new HostGraph(shape.only(staying), staying.stream().map(members::get).toList(), rows, order);
    }

    @Override
    public void close() {
        manager.close();
    }
}
