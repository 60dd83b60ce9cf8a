package org.whittle.train.metric;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The cases of reference.json, made with scikit-learn by the script beside it. */
final class Reference {

    private static final Config FILE =
            ConfigFactory.parseResources(Reference.class, "reference.json");

    private Reference() {
    }

    record Classification(String name, int classes, int topK, float[] logits, float[] labels,
                          SortedMap<String, Double> metrics) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Regression(String name, float[] predictions, float[] targets, SortedMap<String, Double> metrics) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Classification> classification() {
        return FILE.getConfigList("classification").stream().map(c -> new Classification(c.getString("name"),
                c.getInt("classes"), c.getInt("top-k"), floats(c, "logits"), floats(c, "labels"), metrics(c)));
    }

    static Stream<Regression> regression() {
        return FILE.getConfigList("regression").stream().map(c -> new Regression(c.getString("name"),
                floats(c, "predictions"), floats(c, "targets"), metrics(c)));
    }

    private static float[] floats(Config config, String path) {
        List<Double> values = config.getDoubleList(path);
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }

    private static SortedMap<String, Double> metrics(Config config) {
        SortedMap<String, Double> metrics = new TreeMap<>();
        config.getConfig("metrics").entrySet()
                .forEach(e -> metrics.put(e.getKey(), ((Number) e.getValue().unwrapped()).doubleValue()));
        return metrics;
    }
}
