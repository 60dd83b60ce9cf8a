package org.whittle.train.metric;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The cases of reference.json, made with scikit-learn by the script beside it. */
final class Reference {

    private static final Config FILE =
            ConfigFactory.parseResources(Reference.class, "reference.json");

    private Reference() {
    }

    record Classification(String name, int classes, int topK, float[] logits, double[] labels,
                          SortedMap<String, Double> metrics) {
        @Override
        public String toString() {
            return name;
        }
    }

    record Regression(String name, double[] predictions, double[] targets, SortedMap<String, Double> metrics) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Classification> classification() {
        return FILE.getConfigList("classification").stream().map(c -> new Classification(c.getString("name"),
                c.getInt("classes"), c.getInt("top-k"), floats(c, "logits"), doubles(c, "labels"), metrics(c)));
    }

    static Stream<Regression> regression() {
        return FILE.getConfigList("regression").stream().map(c -> new Regression(c.getString("name"),
                doubles(c, "predictions"), doubles(c, "targets"), metrics(c)));
    }

    private static double[] doubles(Config config, String path) {
        return config.getDoubleList(path).stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static float[] floats(Config config, String path) {
        double[] values = doubles(config, path);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
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
