package org.whittle.train.cohort;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.net.Architecture;
import org.whittle.net.Augmentation;
import org.whittle.net.InputShape;
import org.whittle.net.Mlp;
import org.whittle.net.SeenInputs;
import org.whittle.net.UnreadWeights;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.block.BlockSource;
import org.whittle.train.engine.AugmentedRows;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.GradientNorms;
import org.whittle.train.graph.Graph;
import org.whittle.train.program.AutogradGraph;
import org.whittle.train.program.LayerGraph;
import org.whittle.train.program.ProgramGraph;
import org.whittle.train.store.Checkpoint;
import org.whittle.work.DerivedChannels;

/** Trains trials together, by one graph: everything between two checkpoints. Owns its graph. */
final class BatchedTraining implements AutoCloseable {

    private final Graph graph;
    private final Optional<AugmentedRows> augmented;
    private final List<Member> members;
    private long trainingNanos;

    private BatchedTraining(Graph graph, Optional<AugmentedRows> augmented, List<Member> members) {
        this.graph = graph;
        this.augmented = augmented;
        this.members = List.copyOf(members);
    }

    /**
     * Starts training.
     *
     * @param starts trials that {@linkplain org.whittle.net.GraphKey can share a graph}; perceptrons in the
     *     {@linkplain org.whittle.train.graph.CohortShape#ORDER order} of their networks
     * @param rows to train on; their device is the trials'
     * @param order the study's stream for the order of rows
     */
    static BatchedTraining of(List<MemberStart> starts, DeviceRows rows, RandomStream order) {
        return of(starts, rows, order, new InputShape.Vector(rows.width()), Optional.empty());
    }

    /**
     * The same.
     *
     * @param input what a row is; rows are changed anew for each epoch where the trials' settings say so
     * @param derived of images
     * @throws IllegalArgumentException if they say so of other rows than these are
     */
    static BatchedTraining of(List<MemberStart> starts, DeviceRows rows, RandomStream order, InputShape input,
                              Optional<DerivedChannels> derived) {
        Augmentation how = Augmentation.of(starts.get(0).settings().values());
        if (!how.isOn()) {
            return of(starts, rows, order, Optional.empty());
        }
        boolean classes = starts.get(0).settings().loss().kinds() > 0;
        AugmentedRows augmented = new AugmentedRows(rows, input, derived, classes, how, order);
        try {
            return of(starts, augmented.rows(), order, Optional.of(augmented));
        } catch (RuntimeException | Error e) {
            augmented.close();
            throw e;
        }
    }

    private static BatchedTraining of(
            List<MemberStart> starts, DeviceRows rows, RandomStream order, Optional<AugmentedRows> augmented) {
        List<Graph.Joining> joining = starts.stream().map(start -> joining(start, rows)).toList();
        return new BatchedTraining(graph(joining, starts.get(0).settings().blocks(), rows, order), augmented,
                starts.stream().map(Member::new).toList());
    }

    private static Graph graph(List<Graph.Joining> joining, BlockSource blocks, DeviceRows rows, RandomStream order) {
        Architecture network = joining.get(0).network();
        if (network.brought().isPresent()) {
            return AutogradGraph.of(joining, blocks, rows, order);
        }
        return Mlp.in(network).isPresent() ? ProgramGraph.of(joining, rows, order)
                : LayerGraph.of(joining, rows, order);
    }

    private static Graph.Joining joining(MemberStart start, DeviceRows rows) {
        Values values = start.settings().values();
        Checkpoint from = start.from();
        Architecture network = start.settings().network();
        SeenInputs seen = start.settings().seen();
        Graph.State state =
                new Graph.State(from.parameters(), from.statistics(), from.steps(), from.optimizerState());
        return new Graph.Joining(
                network,
                start.settings().slowed(),
                start.settings().loss().on(rows.targets(), rows.weights()),
                start.settings().optimizer(),
                values,
                start.stream().child("dropout"),
                seen,
                without(UnreadWeights.of(network, seen), state));
    }

    // Who goes on from another's checkpoint may see less than that one did.
    private static Graph.State without(BitSet unread, Graph.State state) {
        if (unread.isEmpty()) {
            return state;
        }
        SortedMap<String, float[]> optimizer = new TreeMap<>();
        state.optimizer().forEach((name, moments) -> optimizer.put(name, without(unread, moments)));
        return new Graph.State(without(unread, state.parameters()), state.statistics(), state.steps(), optimizer);
    }

    private static float[] without(BitSet unread, float[] parameters) {
        float[] kept = parameters.clone();
        unread.stream().forEach(i -> kept[i] = 0);
        return kept;
    }

    /** In the order of their starts. */
    List<Member> members() {
        return members;
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
        augmented.ifPresent(rows -> {
            rows.begin(members.get(0).epoch());
            if (rows.mixesTargets()) {
                graph.retarget(rows.rows().targets());
            }
        });
        double[] losses = graph.epoch(members.get(0).epoch(),
                (member, batch, batches) -> members.get(member).learningRate(batch, batches));
        trainingNanos += System.nanoTime() - start;
        return losses;
    }

    /** How large the members' gradients were in the last epoch. */
    List<GradientNorms> gradients() {
        return graph.gradients();
    }

    /** What the members make of rows. */
    Graph.Predictions predict(DeviceRows rows, boolean logProbabilities) {
        return graph.predict(rows, logProbabilities);
    }

    /** Where a member stands. */
    Checkpoint checkpoint(Member member) {
        Graph.State state = graph.state(members.indexOf(member));
        return new Checkpoint(
                member.settings().network(),
                member.epoch(),
                state.steps(),
                member.stopping(),
                state.parameters(),
                state.statistics(),
                state.optimizer());
    }

    /** Goes on with some of the members, whose numbers stay as if nobody had left. This object is closed. */
    BatchedTraining only(List<Member> staying) {
        List<Integer> kept = IntStream.range(0, members.size())
                .filter(i -> staying.contains(members.get(i)))
                .boxed()
                .toList();
        return new BatchedTraining(graph.only(kept), augmented, staying);
    }

    @Override
    public void close() {
        graph.close();
        augmented.ifPresent(AugmentedRows::close);
    }
}
