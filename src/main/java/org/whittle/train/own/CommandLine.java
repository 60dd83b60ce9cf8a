package org.whittle.train.own;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.work.Trainable;

/**
 * A line that a command prints, as the protocol has it:
 * <pre>
 *   {"epoch":4,"metrics":{"accuracy":0.93}}         an epoch has ended
 *   {"done":true}                                   all is done; of the last training, with "test":{"accuracy":0.92}
 *   {"failed":"reason"}                             the configuration cannot be trained
 *   anything else                                   goes to the log
 * </pre>
 */
sealed interface CommandLine {

    record Epoch(int epoch, SortedMap<String, Double> metrics) implements CommandLine {
    }

    /** @param test metrics of the test rows; empty if none were told */
    record Done(SortedMap<String, Double> test) implements CommandLine {
    }

    record Failed(String reason) implements CommandLine {
    }

    record Other() implements CommandLine {
    }

    /** Python's {@code json} writes what is no JSON: {@code NaN} and {@code Infinity}. */
    JsonMapper JSON = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /** What a command is told: one line. */
    static String task(Trainable.Task task) {
        ObjectNode line = JSON.createObjectNode();
        line.put("trial", task.trial());
        ObjectNode configuration = line.putObject("configuration");
        task.configuration().values().forEach((name, value) -> configuration.set(name, JSON.valueToTree(value)));
        line.put("seed", task.seed());
        line.put("fold", task.fold());
        line.put("from", task.from());
        line.put("to", task.to());
        line.put("checkpoint", task.checkpoint().toString());
        line.put("final", task.last());
        if (!task.data().isEmpty()) {
            line.put("data", task.data());
        }
        return line.toString();
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is one of the protocol's, with something wrong: what, as half a sentence
     *     with the command as its subject
     */
    static CommandLine of(String line) {
        Optional<JsonNode> json = json(line.strip());
        if (json.isEmpty()) {
            return new Other();
        }
        JsonNode said = json.get();
        if (said.has("epoch")) {
            if (!said.get("epoch").canConvertToExactIntegral() || !said.get("epoch").canConvertToInt()) {
                throw wrong(line, "epoch is not a whole number");
            }
            return new Epoch(said.get("epoch").intValue(), metrics(said, "metrics", line));
        }
        if (said.has("failed")) {
            return new Failed(said.get("failed").asText());
        }
        if (said.has("done") && said.get("done").asBoolean()) {
            return new Done(said.has("test") ? metrics(said, "test", line) : new TreeMap<>());
        }
        return new Other();
    }

    private static Optional<JsonNode> json(String line) {
        // Bigger than any line of the protocol, and small enough to look at.
        if (!line.startsWith("{") || line.length() > 1_000_000) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(line)).filter(JsonNode::isObject);
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    private static SortedMap<String, Double> metrics(JsonNode said, String key, String line) {
        JsonNode metrics = said.path(key);
        if (!metrics.isObject()) {
            throw wrong(line, key + " is missing, or no group such as {\"accuracy\":0.93}");
        }
        SortedMap<String, Double> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
            JsonNode value = metric.getValue();
            if (!value.isNumber() && !value.isNull()) {
                throw wrong(line, metric.getKey() + " is not a number");
            }
            // What has no NaN says null.
            values.put(metric.getKey(), value.isNull() ? Double.NaN : value.doubleValue());
        }
        return values;
    }

    private static IllegalArgumentException wrong(String line, String what) {
        String shown = line.strip();
        return new IllegalArgumentException("printed %s, where %s".formatted(
                shown.length() > 200 ? shown.substring(0, 197) + "..." : shown, what));
    }
}
