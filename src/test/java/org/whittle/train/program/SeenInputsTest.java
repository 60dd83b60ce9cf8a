package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.whittle.train.program.LayerNetworks.activate;
import static org.whittle.train.program.LayerNetworks.conv;
import static org.whittle.train.program.LayerNetworks.max;
import static org.whittle.train.program.LayerNetworks.of;
import static org.whittle.train.program.LayerNetworks.values;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.Mlp;
import org.whittle.net.ParameterLayout;
import org.whittle.net.SeenInputs;
import org.whittle.net.UnreadWeights;
import org.whittle.net.activation.Activations;
import org.whittle.net.initial.He;
import org.whittle.net.loss.Losses;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.Graph;
import org.whittle.train.graph.InitialWeights;

/** A member that does not see all of its cohort's rows is the network that was given what it sees alone. */
class SeenInputsTest {

    private static final int COUNT = 150;
    private static final int CLASSES = 4;

    // Products have other extents without the unseen inputs, and beside other networks: roundings of 6e-8 over 15 steps
    // of rates of 0.002; ε = 1e-3 bounds what adaptive steps make of them.
    private static final float ROUNDING = 2e-5f;

    /** What is trained by which program. */
    enum Kind {
        PERCEPTRON(new InputShape.Vector(6)) {
            @Override
            Architecture network(InputShape input, int member) {
                // Linear models, and hidden layers of other widths.
                return new Mlp(input.features(), List.of(9 + member, 7).subList(0, member % 3), CLASSES,
                        Activations.ofKey("gelu"), member % 2 * 0.2, false).architecture();
            }
        },
        NORMALIZED(new InputShape.Vector(6)) {
            @Override
            Architecture network(InputShape input, int member) {
                return new Mlp(input.features(), List.of(12), CLASSES, Activations.ofKey("relu"), 0, true)
                        .architecture();
            }
        },
        CONVOLUTIONS(new InputShape.Image(6, 6, 3)) {
            @Override
            Architecture network(InputShape input, int member) {
                return of(input, conv(4, 3), activate("relu"), max(2), new Layer.Flatten(), new Layer.Dense(8),
                        activate("relu"), new Layer.Dropout(member % 2 * 0.2), new Layer.Dense(CLASSES));
            }
        },
        FLATTENED(new InputShape.Image(4, 4, 3)) {
            @Override
            Architecture network(InputShape input, int member) {
                return of(input, max(2), new Layer.Flatten(), new Layer.Dense(8), activate("tanh"),
                        new Layer.Dense(CLASSES));
            }
        },
        RESIDUAL(new InputShape.Image(6, 6, 3)) {
            @Override
            Architecture network(InputShape input, int member) {
                return of(input, new Layer.Residual(List.of(conv(4, 3), new Layer.Normalize(new BatchNorm()),
                        activate("relu"), conv(4, 3))), activate("relu"), max(2), new Layer.Flatten(),
                        new Layer.Dense(CLASSES));
            }
        };

        private final InputShape input;

        Kind(InputShape input) {
            this.input = input;
        }

        abstract Architecture network(InputShape input, int member);

        int inputs() {
            return LayerShapes.channels(input);
        }

        /** With the seen inputs alone. */
        InputShape only(SeenInputs seen) {
            int count = seen.inputs() - seen.unseen().size();
            return input instanceof InputShape.Image image
                    ? new InputShape.Image(image.height(), image.width(), count) : new InputShape.Vector(count);
        }

        DeviceRows rows() {
            return LayerNetworks.rows(input, COUNT, CLASSES, 5);
        }

        DeviceRows rows(SeenInputs seen) {
            DeviceRows all = rows();
            float[] features = new float[COUNT * all.width()];
            HostTensor.read(all.features(), features, 0);
            float[] left = new float[COUNT * only(seen).features()];
            int to = 0;
            for (int i = 0; i < features.length; i++) {
                if (seen.has(i % inputs())) {
                    left[to++] = features[i];
                }
            }
            return new DeviceRows(COUNT, only(seen).features(), all.own(), LayerNetworks.MANAGER.create(left,
                    new Shape(COUNT, only(seen).features())), all.targets());
        }
    }

    /** Every optimizer, one without ε too, each with other inputs; the last sees all. */
    private static List<Graph.Joining> cohort(Kind kind) {
        List<Graph.Joining> members = new ArrayList<>();
        for (Optimizer optimizer : Optimizers.ALL) {
            int member = members.size();
            int hidden = member % kind.inputs();
            members.add(member(kind, kind.input, member, SeenInputs.some(kind.inputs(),
                    all(kind.inputs()).stream().filter(i -> i != hidden).toList()), optimizer.key(), 1e-3));
        }
        members.add(member(kind, kind.input, members.size(), SeenInputs.all(kind.inputs()), "sgd", 1e-3));
        return inOrder(members);
    }

    private static List<Integer> all(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static Graph.Joining member(
            Kind kind, InputShape input, int member, SeenInputs seen, String optimizer, double epsilon) {
        Values values = values("optimizer", optimizer, "batch-size", 32, "weight-decay", 0.01, "learning-rate",
                0.002, "clip-norm", member % 2 * 0.5, "epsilon", epsilon, "momentum", 0.9);
        Architecture network = kind.network(input, member);
        RandomStream stream = RandomStream.ofSeed(member);
        float[] parameters = InitialWeights.draw(network, new He(), stream.child("weights"), seen);
        Optimizer descends = Optimizers.ofKey(optimizer);
        SortedMap<String, float[]> state = new TreeMap<>();
        descends.state(values).forEach(name -> state.put(name, new float[parameters.length]));
        return new Graph.Joining(network, Losses.of("cross-entropy", true).of(values, CLASSES), descends, values,
                stream.child("dropout"), seen,
                new Graph.State(parameters, ParameterLayout.statistics(network).fresh(), 0, state));
    }

    private static List<Graph.Joining> inOrder(List<Graph.Joining> members) {
        return Mlp.in(members.get(0).network()).isEmpty() ? members : members.stream()
                .sorted(Comparator.comparing(one -> Mlp.of(one.network()), CohortShape.ORDER)).toList();
    }

    private static Graph graph(List<Graph.Joining> members, DeviceRows rows) {
        return Mlp.in(members.get(0).network()).isPresent() ? ProgramGraph.of(members, rows, LayerNetworks.ORDER)
                : LayerGraph.of(members, rows, LayerNetworks.ORDER);
    }

    private static List<Graph.State> train(List<Graph.Joining> members, DeviceRows rows, int from, int to) {
        try (Graph graph = graph(members, rows)) {
            for (int epoch = from; epoch <= to; epoch++) {
                graph.epoch(epoch, (member, batch, batches) ->
                        members.get(member).values().of(Optimizer.LEARNING_RATE));
            }
            return LayerNetworks.states(graph, members.size());
        }
    }

    private static void assertUnread(Graph.Joining member, Graph.State state) {
        BitSet unread = UnreadWeights.of(member.network(), member.seen());
        assertThat(unread.isEmpty()).isEqualTo(member.seen().areAll());
        unread.stream().forEach(i -> {
            assertThat(state.parameters()[i]).as("%s, weight %d", member.optimizer().key(), i).isZero();
            state.optimizer().values().forEach(moments -> assertThat(moments[i]).isZero());
        });
    }

    @ParameterizedTest
    @EnumSource
    void itsWeightsThatReadWhatItDoesNotSeeStayZero(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        List<Graph.State> states = train(members, kind.rows(), 1, 3);
        for (int i = 0; i < members.size(); i++) {
            assertUnread(members.get(i), states.get(i));
            assertThat(states.get(i).parameters()).isNotEqualTo(members.get(i).from().parameters());
        }
    }

    /** Where nothing is added to the root of a mean of squares that is 0, its quotient is no number. */
    @ParameterizedTest
    @EnumSource(names = {"PERCEPTRON", "FLATTENED"})
    void alsoWithOptimizersThatDivideByTheSizeOfAGradientThatIsZero(Kind kind) {
        for (String optimizer : List.of("adam", "rmsprop", "adagrad")) {
            SeenInputs seen = SeenInputs.some(kind.inputs(), List.of(1, 2));
            // Without rectifiers and batch normalization, where gradients of others are 0 too.
            Graph.Joining member = member(kind, kind.input, 2, seen, optimizer, 0);
            List<Graph.State> states = train(List.of(member), kind.rows(), 1, 1);
            assertUnread(member, states.get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void inACohortItIsWhatItIsAlone(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        List<Graph.State> together = train(members, kind.rows(), 1, 3);
        for (int i = 0; i < members.size(); i++) {
            assertThat(together.get(i).parameters()).as(members.get(i).optimizer().key()).containsExactly(
                    train(List.of(members.get(i)), kind.rows(), 1, 3).get(0).parameters(), within(ROUNDING));
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsTheNetworkOfWhatItSeesAlone(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        List<Graph.State> together = train(members, kind.rows(), 1, 3);
        for (int i = 0; i < members.size(); i++) {
            Graph.Joining whole = members.get(i);
            BitSet unread = UnreadWeights.of(whole.network(), whole.seen());
            int number = number(whole);
            Graph.Joining narrow = member(
                    kind,
                    kind.only(whole.seen()),
                    number,
                    SeenInputs.all(kind.only(whole.seen())),
                    whole.optimizer().key(),
                    1e-3);
            assertThat(narrow.from().parameters()).isEqualTo(left(unread, whole.from().parameters()));
            assertThat(left(unread, together.get(i).parameters())).as(whole.optimizer().key()).containsExactly(
                    train(List.of(narrow), kind.rows(whole.seen()), 1, 3).get(0).parameters(), within(ROUNDING));
        }
    }

    private static int number(Graph.Joining member) {
        return member.seen().areAll() ? Optimizers.ALL.size() : Optimizers.ALL.indexOf(member.optimizer());
    }

    private static float[] left(BitSet unread, float[] parameters) {
        float[] left = new float[parameters.length - unread.cardinality()];
        int to = 0;
        for (int i = 0; i < parameters.length; i++) {
            if (!unread.get(i)) {
                left[to++] = parameters[i];
            }
        }
        return left;
    }

    @ParameterizedTest
    @EnumSource
    void resumedItTrainsTheSameBits(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        List<Graph.State> half = train(members, kind.rows(), 1, 1);
        List<Graph.Joining> resumed = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            resumed.add(members.get(i).from(half.get(i)));
        }
        List<Graph.State> rest = train(resumed, kind.rows(), 2, 3);
        List<Graph.State> atOnce = train(members, kind.rows(), 1, 3);
        for (int i = 0; i < members.size(); i++) {
            assertThat(rest.get(i).parameters()).isEqualTo(atOnce.get(i).parameters());
        }
    }

    /** Those that stay, one of which sees all, go on as if nobody had left. */
    @ParameterizedTest
    @EnumSource
    void whoLeavesChangesNothingOfTheOthers(Kind kind) {
        List<Graph.Joining> members = cohort(kind);
        List<Integer> staying = List.of(1, 2, members.size() - 1);
        List<Graph.State> all = train(members, kind.rows(), 1, 2);
        Graph first = graph(members, kind.rows());
        Graph.Rates rates = (member, batch, batches) -> 0.002;
        first.epoch(1, rates);
        try (Graph left = first.only(staying)) {
            left.epoch(2, rates);
            for (int i = 0; i < staying.size(); i++) {
                assertUnread(members.get(staying.get(i)), left.state(i));
                assertThat(left.state(i).parameters())
                        .containsExactly(all.get(staying.get(i)).parameters(), within(ROUNDING));
            }
        }
    }
}
