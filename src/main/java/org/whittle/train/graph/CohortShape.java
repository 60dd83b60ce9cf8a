package org.whittle.train.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.whittle.net.Mlp;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;

/**
 * How the networks of a cohort lie in common stacks of tensors.
 *
 * <pre>
 *   network        a        b        c        d           stack
 *   layer 0     64 → 32  64 → 30* 64 → 28* 64 → 32     4 × 32 × 64   *padded to 32 units
 *   layer 1     32 → 16  32 → 16  32 → 16              3 × 16 × 32
 *   layer 2     16 → 16                                1 × 16 × 16
 *   outputs     16 → 10  16 → 10  16 → 10  32 → 10     one stack for each depth
 *   activation   relu     relu     tanh     relu       runs of equal ones are computed together
 * </pre>
 *
 * <p><b>Widths.</b> In each layer all have the units of the widest. A unit too many has zero weights into it and out of
 * it. Nothing comes out of it, so no gradient flows back into it; an activation that is not 0
 * there is masked, so its outgoing weights have no gradient either: it stays exactly absent, whatever the
 * optimizer.
 *
 * <p><b>Depths.</b> The deepest networks come first, so that those which have a layer are the first ones of the layer
 * below, and nothing is padded. Within a depth, equal activations stand together, and next to their like of the depth
 * before.
 */
public final class CohortShape {

    /** The order that networks of a cohort must have. */
    public static final Comparator<Mlp> ORDER = Comparator.comparingInt(Mlp::hiddenLayers).reversed()
            .thenComparingInt(CohortShape::toAndFro);

    private final List<Mlp> padded;
    private final boolean padding;
    private final int[] networks;
    private final List<List<Activation>> activations = new ArrayList<>();
    private final List<long[]> activationCuts = new ArrayList<>();

    private CohortShape(List<Mlp> padded, boolean padding) {
        this.padded = List.copyOf(padded);
        this.padding = padding;
        networks = new int[padded.get(0).hiddenLayers() + 1];
        for (int layer = 0; layer < networks.length; layer++) {
            int depth = layer;
            networks[layer] = (int) padded.stream().filter(network -> network.hiddenLayers() > depth).count();
            long[] cuts = cuts(networks[layer], Mlp::activation);
            activationCuts.add(cuts);
            List<Activation> runs = new ArrayList<>(List.of(padded.get(0).activation()));
            for (long cut : cuts) {
                runs.add(padded.get((int) cut).activation());
            }
            activations.add(runs);
        }
    }

    /**
     * Of networks with the same inputs, outputs and batch normalization.
     *
     * @param networks in {@linkplain #ORDER order}
     */
    public static CohortShape of(List<Mlp> networks) {
        List<Integer> widest = new ArrayList<>();
        for (Mlp network : networks) {
            for (int layer = 0; layer < network.hiddenLayers(); layer++) {
                int units = network.units().get(layer);
                if (layer == widest.size()) {
                    widest.add(units);
                }
                widest.set(layer, Math.max(widest.get(layer), units));
            }
        }
        List<Mlp> padded = networks.stream()
                .map(network -> network.withUnits(widest.subList(0, network.hiddenLayers()))).toList();
        return new CohortShape(padded, !padded.equals(networks));
    }

    // Upwards in one depth and downwards in the next, so that a run of equal activations goes on across depths.
    private static int toAndFro(Mlp network) {
        int activation = Activations.ALL.indexOf(network.activation());
        return network.hiddenLayers() % 2 == 0 ? activation : -activation;
    }

    private long[] cuts(int count, Function<Mlp, Object> property) {
        return IntStream.range(1, count)
                .filter(i -> !property.apply(padded.get(i)).equals(property.apply(padded.get(i - 1))))
                .asLongStream().toArray();
    }

    /** Of some of the networks; they keep their padding. */
    public CohortShape only(List<Integer> kept) {
        return new CohortShape(kept.stream().map(padded::get).toList(), padding);
    }

    public int size() {
        return padded.size();
    }

    /** A network with the units that all have. */
    public Mlp padded(int network) {
        return padded.get(network);
    }

    /** Hidden layers of the deepest network. */
    public int depth() {
        return networks.length - 1;
    }

    /** How many networks have this hidden layer: the first ones. */
    public int networks(int layer) {
        return networks[layer];
    }

    /** By hidden layer, how many networks have it: the first ones. */
    public long[] networks() {
        return Arrays.stream(networks, 0, depth()).asLongStream().toArray();
    }

    /** Units of all networks together in the layer that has most, with the outputs as a layer. */
    public int widestLayer() {
        int widest = size() * padded(0).outputs();
        for (int layer = 0; layer < depth(); layer++) {
            widest = Math.max(widest, networks(layer) * padded(0).fanOut(layer));
        }
        return widest;
    }

    /** Whether masks are needed even without dropout. */
    public boolean masked() {
        return padding && padded.stream().anyMatch(network -> !network.activation().zeroAtZero());
    }

    /** The activations of a layer's runs of networks. */
    public List<Activation> activations(int layer) {
        return activations.get(layer);
    }

    /** Where in a layer's networks a new run of activations begins, but for the first. */
    public long[] activationCuts(int layer) {
        return activationCuts.get(layer);
    }

    /** By depth, how many networks have that many hidden layers. */
    public long[] heads() {
        return LongStream.rangeClosed(0, depth())
                .map(depth -> padded.stream().filter(network -> network.hiddenLayers() == depth).count()).toArray();
    }
}
