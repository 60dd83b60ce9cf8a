package org.whittle.train.cohort;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import org.whittle.random.RandomStream;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.engine.TorchEngine;
import org.whittle.train.graph.BatchFeed;
import org.whittle.train.graph.BatchedLoss;
import org.whittle.train.graph.BatchedNetwork;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.DropoutMasks;

/**
 * Trains trials together, as one batched graph: everything between two checkpoints. Owns its native memory.
 */
final class BatchedTraining implements AutoCloseable {

    private final DeviceRows rows;
    private final RandomStream order;
    private final CohortShape shape;
    private final List<Member> members;
    private final NDManager manager;
    private final BatchedNetwork network;
    private final BatchedLoss loss;
    private final BatchFeed feed;
    private final DropoutMasks masks;
    private final DropoutMasks lastMasks;
    private long trainingNanos;

    private BatchedTraining(CohortShape shape, List<Member> members, DeviceRows rows, RandomStream order) {
        this.rows = rows;
        this.order = order;
        this.shape = shape;
        this.members = List.copyOf(members);
        manager = TorchEngine.newManager(rows.device());
        try {
            network = new BatchedNetwork(manager, shape, members.stream().map(Member::parameters).toList(),
                    members.stream().map(Member::gradient).toList(),
                    members.stream().map(Member::statistics).toList());
            loss = new BatchedLoss(manager, members.stream().map(member -> member.settings().loss()).toList(),
                    network.scalars());
            TrainingSettings shared = members.get(0).settings();
            feed = new BatchFeed(manager, rows, loss, members.size(), shared.network().outputs(), shared.batchSize(),
                    shared.network().batchNormalization(), order);
            masks = masks(feed.batchSize());
            lastMasks = feed.lastBatchSize() == feed.batchSize() ? masks : masks(feed.lastBatchSize());
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    /**
     * Starts training.
     *
     * @param starts trials that {@linkplain org.whittle.net.GraphKey can share a graph}, in the {@linkplain CohortShape#ORDER order} of their
     *     networks
     * @param rows to train on; their device is the trials'
     * @param order the study's stream for the order of rows
     */
    static BatchedTraining of(List<MemberStart> starts, DeviceRows rows, RandomStream order) {
        CohortShape shape = CohortShape.of(starts.stream().map(start -> start.settings().network()).toList());
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            members.add(new Member(starts.get(i), shape.padded(i)));
        }
        return new BatchedTraining(shape, members, rows, order);
    }

    private DropoutMasks masks(int batchSize) {
        return new DropoutMasks(manager, shape, members.stream().map(member -> member.settings().network()).toList(),
                batchSize, members.stream().map(Member::dropoutStream).toList());
    }

    /** In the order of their starts. */
    List<Member> members() {
        return members;
    }

    BatchedNetwork network() {
        return network;
    }

    BatchedLoss loss() {
        return loss;
    }

    /** A member's part of the time that all take together: by its parameters, as if there were no padding. */
    double share(Member member) {
        double all = 0;
        for (Member one : members) {
            all += one.size();
        }
        return member.size() / all;
    }

    /** Time spent in training steps since this object was made. */
    double trainingSeconds() {
        return trainingNanos / 1e9;
    }

    /**
     * Trains one epoch.
     *
     * @return mean loss of the epoch's rows for each member; not finite if its training diverged
     */
    double[] train() {
        long start = System.nanoTime();
        members.forEach(Member::beginEpoch);
        int epoch = members.get(0).epoch();
        double[] losses = feed.epoch(epoch, (index, features, targets) -> {
            DropoutMasks dropout = index == feed.batches() - 1 ? lastMasks : masks;
            NDArray scores = network.train(features, targets, loss, dropout.draw(epoch, index));
            members.forEach(member -> member.step(index, feed.batches()));
            network.parametersChanged();
            return scores;
        });
        network.pullStatistics();
        trainingNanos += System.nanoTime() - start;
        return losses;
    }

    /** Goes on with some of the members, whose numbers stay as if nobody had left. This object is closed. */
    BatchedTraining only(List<Member> staying) {
        close();
        List<Integer> kept = staying.stream().map(members::indexOf).toList();
        return new BatchedTraining(shape.only(kept), staying, rows, order);
    }

    @Override
    public void close() {
        manager.close();
    }
}
