package org.whittle.net.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.Mlp;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.space.Dimension;

/**
 * Networks of the user's own layers: {@code network.graph}. A linear map to the outputs follows them.
 *
 * @param graph from the input on
 */
public record GraphKind(List<LayerTemplate> graph) implements NetworkKind {

    /** A network of more is a mistake in typing. */
    private static final int MOST_LAYERS = 2000;
    private static final String PLACE = "network.graph";

    /** How {@link LayerShapes} tells of what does not fit. */
    private static final Pattern MISFIT =
            Pattern.compile("Layer [0-9.]+, (.*), does not fit behind ([^.]*)\\. (.*)\\.");

    public GraphKind {
        graph = List.copyOf(graph);
    }

    @Override
    public String key() {
        return "layers";
    }

    @Override
    public String describe() {
        return graph.stream().map(LayerTemplate::text).collect(Collectors.joining(", ", "", "."));
    }

    @Override
    public SortedSet<String> reads() {
        SortedSet<String> names = new TreeSet<>();
        graph.forEach(template -> names.addAll(template.reads()));
        return names;
    }

    @Override
    public SortedMap<String, Setting<Integer>> perLayer() {
        return new TreeMap<>();
    }

    @Override
    public List<Dimension> usual(UsualSpace space) {
        return List.of();
    }

    /** @throws MisfitException if the layers cannot be, or do not fit one another */
    @Override
    public Architecture network(Values values, InputShape input, int outputs) {
        List<Layer> layers = new ArrayList<>();
        InputShape last = build(graph, values, input, layers);
        if (last instanceof InputShape.Image) {
            throw new MisfitException(graph.isEmpty() ? PLACE : graph.get(graph.size() - 1).place(),
                    "the layers end with an image of %s, and outputs need a vector".formatted(last.text()),
                    "add flatten, or { global-pool = average }", List.of());
        }
        layers.add(new Layer.Dense(outputs));
        return asPerceptron(input, layers).orElseGet(() -> new Architecture(input, layers));
    }

    /** A perceptron says nothing of a dropout that leaves nothing out. */
    private static Optional<Architecture> asPerceptron(InputShape input, List<Layer> layers) {
        if (!(input instanceof InputShape.Vector)) {
            return Optional.empty();
        }
        Architecture without = new Architecture(
                input, layers.stream().filter(layer -> !layer.equals(new Layer.Dropout(0))).toList());
        return Mlp.in(without).map(Mlp::architecture);
    }

    /** Adds the layers of templates, and says what they make of a shape. */
    private static InputShape build(List<LayerTemplate> templates, Values values, InputShape input,
                                    List<Layer> layers) {
        InputShape shape = input;
        for (LayerTemplate template : templates) {
            Values own = template.evaluated(values);
            if (template.form() == LayerForm.REPEAT) {
                int times = (Integer) own.all().get("times");
                for (int time = 0; time < times; time++) {
                    shape = build(template.inner(), values, shape, layers);
                }
            } else {
                for (Layer layer : layers(template, own, values, shape)) {
                    shape = after(template, shape, layer);
                    layers.add(layer);
                }
            }
            if (layers.size() > MOST_LAYERS) {
                throw new MisfitException(template.place(), "there are more than %d layers".formatted(MOST_LAYERS),
                        "repeat them less often", template.reads());
            }
        }
        return shape;
    }

    private static List<Layer> layers(LayerTemplate template, Values own, Values values, InputShape shape) {
        if (template.form() == LayerForm.RESIDUAL) {
            List<Layer> inner = new ArrayList<>();
            build(template.inner(), values, shape, inner);
            if (inner.isEmpty()) {
                throw new MisfitException(template.place(), "it holds no layers", "repeat them at least once",
                        template.reads());
            }
            return List.of(new Layer.Residual(inner));
        }
        try {
            return template.form().layers(own, shape);
        } catch (IllegalArgumentException apart) {
            throw new MisfitException(template.place(), LayerTemplate.trimmed(apart.getMessage()), "change one of them",
                    template.reads());
        }
    }

    private static InputShape after(LayerTemplate template, InputShape shape, Layer layer) {
        try {
            return LayerShapes.of(shape, List.of(layer)).last();
        } catch (IllegalArgumentException misfit) {
            throw located(template, misfit.getMessage());
        }
    }

    private static MisfitException located(LayerTemplate template, String sentences) {
        Matcher told = MISFIT.matcher(sentences);
        if (!told.matches()) {
            return new MisfitException(template.place(), LayerTemplate.trimmed(sentences), "change its values",
                    template.reads());
        }
        String fact = "%s%s does not fit behind %s"
                .formatted(told.group(1), told.group(1).contains(",") ? "," : "", told.group(2));
        String why = told.group(3);
        int change = why.indexOf(": ");
        return new MisfitException(template.place(),
                change < 0 ? fact : fact + ": " + small(why.substring(0, change)),
                small(change < 0 ? why : why.substring(change + 2)), template.reads());
    }

    private static String small(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }
}
