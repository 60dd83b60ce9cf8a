package org.whittle.net;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Scale;
import org.whittle.space.SearchSpace;

/**
 * What of a trained network stays as it is while a head behind it is trained: none of its layers, all, or the first
 * ones. A layer is trained only if all behind it are, so that what frozen layers give for a row is always the same, and
 * need be computed once only.
 *
 * <p>Layers are named as {@link ParameterLayout} names their tensors: {@code layers.0} is the first that has weights.
 * What has none, such as a pool, goes with the layer before it.
 */
public final class Freezing {

    /** All layers stay as they are. */
    public static final String ALL = "all";
    /** All layers are trained. */
    public static final String NONE = "none";

    /** The layers that stay as they are; its value is written in {@code network.pretrained}. */
    public static final Setting<String> FREEZE = Setting.names("freeze", List.of(ALL, NONE),
            "names of the first layers, such as layers.0", ALL,
            "Layers of a pretrained network that stay as they are").tuned(ALL, NONE).shared();

    /** Of what is trained of the pretrained network, beside the head's learning rate. */
    public static final Setting<Double> FACTOR = Setting.real("learning-rate-factor", 0, 1000, 1.0,
            "Factor of the learning rate for the layers of a pretrained network that are trained")
            .tuned(0.01, 1, Scale.LOG).changing();

    /** From this epoch on, counted from 1, all layers are trained; 0: never. */
    public static final Setting<Integer> UNFREEZE_AT = Setting.whole("unfreeze-at-epoch", 0, 1 << 24, 0,
            "Epoch from which on frozen layers of a pretrained network are trained, too; 0: never").shared();

    /** All of them, in the order in which they are dimensions of a space. */
    public static final List<Setting<?>> SETTINGS = List.of(FREEZE, FACTOR, UNFREEZE_AT);

    private Freezing() {
    }

    /** Whether any layer stays as it is in the epoch that follows so many. */
    public static boolean freezes(Values values, int epochs) {
        int until = values.of(UNFREEZE_AT);
        return !values.of(FREEZE).equals(NONE) && (until == 0 || epochs + 1 < until);
    }

    /**
     * The values that a study's trials may have of {@link #FREEZE}.
     *
     * @param training the value of every hyperparameter that is not tuned
     */
    public static List<String> values(SearchSpace space, SortedMap<String, Object> training) {
        Stream<?> values = space.dimension(FREEZE.key())
                .<Stream<?>>map(dimension -> ((ChoiceParameter) dimension.parameter()).values().stream())
                .orElseGet(() -> Stream.of(training.get(FREEZE.key())));
        return values.map(String.class::cast).toList();
    }

    /**
     * How many of the first layers stay as they are.
     *
     * @param trunk of the pretrained network, from the input on
     * @param freeze a value of {@link #FREEZE}
     * @throws IllegalArgumentException if it names no first layers: what is wrong, and what can be written
     */
    public static int layers(InputShape input, List<Layer> trunk, String freeze) {
        if (freeze.equals(NONE) || freeze.equals(ALL)) {
            return freeze.equals(ALL) ? trunk.size() : 0;
        }
        List<String> prefixes = List.of(freeze.split(", "));
        List<String> tensors = tensors(input, trunk, trunk.size());
        for (String prefix : prefixes) {
            if (tensors.stream().noneMatch(tensor -> isOf(tensor, prefix))) {
                throw new IllegalArgumentException("the pretrained network has no %s; write %s, %s, or some of %s"
                        .formatted(prefix, ALL, NONE, String.join(", ", names(input, trunk))));
            }
        }
        int frozen = 0;
        for (int count = 1; count <= trunk.size(); count++) {
            if (tensors(input, trunk, count).stream().allMatch(tensor -> isOf(tensor, prefixes))) {
                frozen = count;
            }
        }
        int first = tensors(input, trunk, frozen).size();
        List<String> later = tensors.subList(first, tensors.size()).stream()
                .filter(tensor -> isOf(tensor, prefixes)).toList();
        if (!later.isEmpty()) {
            throw new IllegalArgumentException("%s would stay as it is behind %s, which is trained; freeze that, too"
                    .formatted(later.get(0), tensors.get(first)));
        }
        return frozen;
    }

    /** Names of tensors of the first layers. */
    private static List<String> tensors(InputShape input, List<Layer> trunk, int count) {
        return ParameterLayout.trained(input, trunk.subList(0, count)).tensors().stream()
                .map(ParameterLayout.Tensor::name).toList();
    }

    private static boolean isOf(String tensor, List<String> prefixes) {
        return prefixes.stream().anyMatch(prefix -> isOf(tensor, prefix));
    }

    private static boolean isOf(String tensor, String prefix) {
        return tensor.equals(prefix) || tensor.startsWith(prefix + ".");
    }

    /** The names of layers that have weights, without those of their tensors. */
    private static List<String> names(InputShape input, List<Layer> trunk) {
        List<String> names = new ArrayList<>();
        for (String tensor : tensors(input, trunk, trunk.size())) {
            String name = name(tensor);
            if (!names.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    private static String name(String tensor) {
        int dot = tensor.indexOf('.', tensor.indexOf('.') + 1);
        return dot < 0 ? tensor : tensor.substring(0, dot);
    }

    /**
     * Layers for people, those that have weights with their names: {@code layers.0, a convolution with 16 filters}.
     */
    public static List<String> described(InputShape input, List<Layer> trunk) {
        List<String> described = new ArrayList<>();
        int before = 0;
        for (int i = 0; i < trunk.size(); i++) {
            List<String> tensors = tensors(input, trunk, i + 1);
            String name = before < tensors.size() ? name(tensors.get(before)) : "";
            boolean weighted = !(trunk.get(i) instanceof Layer.Normalize) && !name.isEmpty();
            described.add((weighted ? name + ", " : "") + LayerShapes.name(trunk.get(i)));
            before = tensors.size();
        }
        return described;
    }
}
