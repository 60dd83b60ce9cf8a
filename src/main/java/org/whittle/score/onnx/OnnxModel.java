package org.whittle.score.onnx;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.whittle.goal.ClassRule;
import org.whittle.net.LearningTask;
import org.whittle.score.model.StoredNetwork;
import org.whittle.score.step.Preprocessing;

/**
 * A model as an ONNX file: from a table's columns ({@link OnnxColumns} says how they are given) to what is predicted.
 *
 * <pre>
 *   probabilities   float, rows × classes, in the classes' order; or
 *   prediction   of classes string, the predicted one's label; else double, in the target's own unit: a value a row
 * </pre>
 */
public final class OnnxModel {

    private OnnxModel() {
    }

    /**
     * The file.
     *
     * @param rule by which outputs become probabilities, and these a class
     * @throws IllegalArgumentException if the model cannot be written so: why, in a line
     */
    public static byte[] encode(Preprocessing preprocessing, StoredNetwork network, ClassRule rule) {
        if (network.architecture().inputs() != preprocessing.features(0).width()) {
            throw new IllegalArgumentException("The network takes other features than its preprocessing makes");
        }
        OnnxGraph graph = new OnnxGraph();
        String outputs = OnnxNetwork.add(graph, network, OnnxSteps.add(graph, preprocessing));
        Map<String, String> notes = new TreeMap<>();
        notes.put("label", preprocessing.label());
        if (preprocessing.task() instanceof LearningTask.Classification classification) {
            notes.put("classes", String.join("\n", classification.classes()));
            String tempered = rule.temperature() == 1 ? outputs
                    : graph.add("Div", List.of(outputs, graph.real(rule.temperature())));
            String probabilities = graph.add("Softmax", List.of(tempered), OnnxGraph.Attribute.of("axis", 1L));
            String best = classification.outputs() == 2 && !rule.takesMostProbable()
                    ? aboveThreshold(graph, probabilities, rule.threshold())
                    : graph.add("ArgMax", List.of(probabilities), OnnxGraph.Attribute.of("axis", 1L),
                            OnnxGraph.Attribute.of("keepdims", 0L));
            graph.output("prediction", graph.add("Gather", List.of(graph.texts(classification.classes()), best)),
                    OnnxGraph.STRING, 0);
            graph.output("probabilities", probabilities, OnnxGraph.FLOAT, classification.outputs());
        } else if (preprocessing.task() instanceof LearningTask.Regression regression) {
            String wide = graph.cast(graph.reshape(outputs, -1), OnnxGraph.DOUBLE);
            String value = graph.add("Add", List.of(
                    graph.add("Mul", List.of(wide, graph.scalar(regression.deviation()))),
                    graph.scalar(regression.mean())));
            graph.output("prediction", value, OnnxGraph.DOUBLE, 0);
        }
        return graph.encode("whittle", notes);
    }

    /** 1 where the second class's probability is above the threshold, else 0. */
    private static String aboveThreshold(OnnxGraph graph, String probabilities, double threshold) {
        String second = graph.add("Gather", List.of(probabilities, graph.longs(1)), OnnxGraph.Attribute.of("axis", 1L));
        String wide = graph.cast(graph.reshape(second, -1), OnnxGraph.DOUBLE);
        return graph.cast(graph.add("Greater", List.of(wide, graph.scalar(threshold))), OnnxGraph.INT64);
    }
}
