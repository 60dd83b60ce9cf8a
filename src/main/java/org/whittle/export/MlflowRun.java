package org.whittle.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run that the server has, and what it has of it. What is told is collected, and sent by {@link #flush} in batches as
 * large as the server takes them; what it has already is not sent again.
 */
final class MlflowRun {

    // What a batch may hold: https://mlflow.org/docs/latest/rest-api.html#log-batch
    private static final int METRICS = 800;
    private static final int PARAMS = 100;
    private static final int TAGS = 100;
    /** Longer values of parameters are refused by servers of MLflow 1 and 2. */
    private static final int PARAM = 500;
    private static final int TAG = 5000;

    private final MlflowServer server;
    private final String id;
    private final String artifacts;
    private String status;
    private final Map<String, Long> steps = new HashMap<>();
    private final Set<String> params = new HashSet<>();
    private final Map<String, String> tags = new HashMap<>();

    private final List<ObjectNode> newMetrics = new ArrayList<>();
    private final List<ObjectNode> newParams = new ArrayList<>();
    private final List<ObjectNode> newTags = new ArrayList<>();

    /** @param run as {@code runs/create} and {@code runs/search} give it */
    MlflowRun(MlflowServer server, JsonNode run) {
        this.server = server;
        JsonNode info = run.path("info");
        this.id = info.path("run_id").asText();
        this.artifacts = info.path("artifact_uri").asText();
        this.status = info.path("status").asText();
        run.path("data").path("metrics").forEach(metric ->
                steps.put(metric.path("key").asText(), metric.path("step").asLong()));
        run.path("data").path("params").forEach(param -> params.add(param.path("key").asText()));
        run.path("data").path("tags").forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
    }

    String id() {
        return id;
    }

    String artifacts() {
        return artifacts;
    }

    /** A tag's value; empty if there is none. */
    String tag(String key) {
        return tags.getOrDefault(key, "");
    }

    /** A point of a curve, unless the curve goes so far already. */
    void metric(String key, double value, Instant at, long step) {
        if (step > steps.getOrDefault(key, -1L)) {
            ObjectNode metric = MlflowServer.object().put("key", key).put("timestamp", at.toEpochMilli())
                    .put("step", step);
            // JSON has no word for what is no number; MLflow's messages have these.
            newMetrics.add(Double.isNaN(value) ? metric.put("value", "NaN")
                    : Double.isInfinite(value) ? metric.put("value", value > 0 ? "Infinity" : "-Infinity")
                    : metric.put("value", value));
        }
    }

    void param(String key, String value) {
        if (!params.contains(key)) {
            newParams.add(entry(key, value, PARAM));
        }
    }

    void setTag(String key, String value) {
        String kept = value.length() > TAG ? value.substring(0, TAG) : value;
        if (!tag(key).equals(kept)) {
            newTags.add(entry(key, kept, TAG));
        }
    }

    static ObjectNode entry(String key, String value, int longest) {
        return MlflowServer.object().put("key", key)
                .put("value", value.length() > longest ? value.substring(0, longest) : value);
    }

    /** Sends what is new. After an exception, what the server has is not known any more. */
    void flush() throws IOException, InterruptedException {
        for (int i = 0; i < newMetrics.size() || i == 0 && !(newParams.isEmpty() && newTags.isEmpty()); i += METRICS) {
            ObjectNode batch = batch();
            add(batch, "metrics", part(newMetrics, i, METRICS));
            if (i == 0) {
                add(batch, "params", part(newParams, 0, PARAMS));
                add(batch, "tags", part(newTags, 0, TAGS));
            }
            // At most a thousand of all kinds together: the few of the first batch are counted in.
            server.post("runs/log-batch", batch);
        }
        for (int i = PARAMS; i < newParams.size(); i += PARAMS) {
            ObjectNode batch = batch();
            add(batch, "params", part(newParams, i, PARAMS));
            server.post("runs/log-batch", batch);
        }
        newMetrics.forEach(metric -> steps.put(metric.get("key").asText(), metric.get("step").asLong()));
        newParams.forEach(param -> params.add(param.get("key").asText()));
        newTags.forEach(tag -> tags.put(tag.get("key").asText(), tag.get("value").asText()));
        newMetrics.clear();
        newParams.clear();
        newTags.clear();
    }

    /** @param next RUNNING, FINISHED, FAILED or KILLED */
    void setStatus(String next, Instant end) throws IOException, InterruptedException {
        if (!status.equals(next)) {
            ObjectNode update = MlflowServer.object().put("run_id", id).put("status", next);
            server.post("runs/update", next.equals("RUNNING") ? update : update.put("end_time", end.toEpochMilli()));
            status = next;
        }
    }

    private ObjectNode batch() {
        return MlflowServer.object().put("run_id", id);
    }

    private static List<ObjectNode> part(List<ObjectNode> all, int from, int most) {
        return all.subList(Math.min(from, all.size()), Math.min(from + most, all.size()));
    }

    private static void add(ObjectNode batch, String name, List<ObjectNode> entries) {
        ArrayNode array = batch.putArray(name);
        entries.forEach(array::add);
    }
}
