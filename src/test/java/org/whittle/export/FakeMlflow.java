package org.whittle.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What MLflow's server answers to the calls that are made of it, in memory: the errors, limits and answers of its REST
 * API 2.0. Keeps every point that it is given, so that one that comes twice is seen.
 */
public final class FakeMlflow implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern FILTER = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");

    /** A run: its fields, and all points of its curves in the order in which they came. */
    public static final class Run {
        final String id;
        final ObjectNode info;
        public final Map<String, String> params = new TreeMap<>();
        public final Map<String, String> tags = new TreeMap<>();
        /** Metric to points of step and value. */
        public final Map<String, List<String>> points = new TreeMap<>();

        Run(String id, ObjectNode info) {
            this.id = id;
            this.info = info;
        }

        public String status() {
            return info.get("status").asText();
        }

        public String name() {
            return info.get("run_name").asText();
        }
    }

    private final HttpServer server;
    public final Map<String, String> experiments = new LinkedHashMap<>();
    public final Map<String, Run> runs = new LinkedHashMap<>();
    public final Map<String, byte[]> artifacts = new TreeMap<>();
    public final List<ObjectNode> versions = new ArrayList<>();
    public final List<String> calls = new ArrayList<>();
    private final List<String> models = new ArrayList<>();
    /** Calls that are answered before everything is answered 503. */
    private int answered = Integer.MAX_VALUE;
    private String authorization;

    public FakeMlflow() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::answer);
        server.start();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Falls over after so many more calls. */
    public synchronized void fallAfter(int more) {
        answered = calls.size() + more;
    }

    public synchronized void comeBack() {
        answered = Integer.MAX_VALUE;
    }

    /** From now on only for who says this. */
    synchronized void require(String header) {
        authorization = header;
    }

    public synchronized List<Run> of(String tag, String value) {
        return runs.values().stream().filter(run -> value.equals(run.tags.get(tag))).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = URLDecoder.decode(exchange.getRequestURI().getRawPath(), StandardCharsets.UTF_8);
        String query = exchange.getRequestURI().getRawQuery() == null ? ""
                : URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
        calls.add("%s %s".formatted(exchange.getRequestMethod(), path));
        if (calls.size() > answered) {
            respond(exchange, 503, "<html>no healthy upstream</html>");
        } else if (authorization != null
                && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            respond(exchange, 401, "You are not authenticated.");
        } else if (path.startsWith("/api/2.0/mlflow-artifacts/artifacts/")) {
            artifacts.put(path.substring("/api/2.0/mlflow-artifacts/artifacts/".length()), body);
            respond(exchange, 200, "{}");
        } else {
            JsonNode request = body.length == 0 ? MAPPER.createObjectNode() : MAPPER.readTree(body);
            try {
                respond(exchange, 200, call(path.replace("/api/2.0/mlflow/", ""), request, query).toString());
            } catch (IllegalArgumentException refused) {
                String[] said = refused.getMessage().split(": ", 2);
                respond(exchange, said[0].equals("RESOURCE_DOES_NOT_EXIST") ? 404 : 400, MAPPER.createObjectNode()
                        .put("error_code", said[0]).put("message", said[1]).toString());
            }
        }
    }

    private static void respond(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ObjectNode call(String call, JsonNode request, String query) {
        ObjectNode answer = MAPPER.createObjectNode();
        switch (call) {
            case "experiments/get-by-name" -> {
                String name = query.replace("experiment_name=", "");
                require(experiments.containsKey(name), "RESOURCE_DOES_NOT_EXIST", "no experiment " + name);
                answer.putObject("experiment").put("experiment_id", experiments.get(name)).put("name", name);
            }
            case "experiments/create" -> {
                String name = request.get("name").asText();
                require(!experiments.containsKey(name), "RESOURCE_ALREADY_EXISTS", name);
                experiments.put(name, Integer.toString(experiments.size() + 1));
                answer.put("experiment_id", experiments.get(name));
            }
            case "runs/create" -> answer.set("run", json(create(request)));
            case "runs/update" -> {
                Run run = run(request);
                run.info.put("status", request.get("status").asText());
                if (request.has("end_time")) {
                    run.info.put("end_time", request.get("end_time").asLong());
                }
            }
            case "runs/log-batch" -> log(run(request), request);
            case "runs/search" -> search(request, answer);
            case "registered-models/create" -> {
                String name = request.get("name").asText();
                require(!models.contains(name), "RESOURCE_ALREADY_EXISTS", name);
                models.add(name);
            }
            case "model-versions/search" -> {
                ArrayNode found = answer.putArray("model_versions");
                versions.stream().filter(version -> query.contains("'%s'".formatted(version.get("run_id").asText())))
                        .forEach(found::add);
            }
            case "model-versions/create" -> {
                require(models.contains(request.get("name").asText()), "RESOURCE_DOES_NOT_EXIST", "no such model");
                require(request.get("source").asText().startsWith(run(request).info.get("artifact_uri").asText()),
                        "INVALID_PARAMETER_VALUE", "the source is not the run's");
                versions.add(((ObjectNode) request).put("version", Integer.toString(versions.size() + 1)));
                answer.set("model_version", request);
            }
            default -> throw new IllegalArgumentException("ENDPOINT_NOT_FOUND: " + call);
        }
        return answer;
    }

    private static void require(boolean condition, String code, String message) {
        if (!condition) {
            throw new IllegalArgumentException(code + ": " + message);
        }
    }

    private Run run(JsonNode request) {
        Run run = runs.get(request.get("run_id").asText());
        require(run != null, "RESOURCE_DOES_NOT_EXIST", "no such run");
        return run;
    }

    private Run create(JsonNode request) {
        String experiment = request.get("experiment_id").asText();
        require(experiments.containsValue(experiment), "RESOURCE_DOES_NOT_EXIST", "no experiment " + experiment);
        String id = "run%032x".formatted(runs.size());
        Run run = new Run(id, MAPPER.createObjectNode().put("run_id", id).put("experiment_id", experiment)
                .put("run_name", request.get("run_name").asText()).put("status", "RUNNING")
                .put("start_time", request.get("start_time").asLong())
                .put("artifact_uri", "mlflow-artifacts:/%s/%s/artifacts".formatted(experiment, id)));
        request.get("tags").forEach(tag -> run.tags.put(tag.get("key").asText(), tag.get("value").asText()));
        runs.put(id, run);
        return run;
    }

    private static void log(Run run, JsonNode request) {
        int size = request.path("metrics").size() + request.path("params").size() + request.path("tags").size();
        require(size <= 1000 && request.path("params").size() <= 100 && request.path("tags").size() <= 100,
                "INVALID_PARAMETER_VALUE", "a batch of " + size);
        for (JsonNode param : request.path("params")) {
            String key = name(param);
            String before = run.params.putIfAbsent(key, param.get("value").asText());
            require(before == null || before.equals(param.get("value").asText()), "INVALID_PARAMETER_VALUE",
                    "Changing param values is not allowed: " + key);
            require(param.get("value").asText().length() <= 500, "INVALID_PARAMETER_VALUE", "too long: " + key);
        }
        for (JsonNode metric : request.path("metrics")) {
            require(metric.get("timestamp").asLong() > 0, "INVALID_PARAMETER_VALUE", "no time");
            run.points.computeIfAbsent(name(metric), key -> new ArrayList<>())
                    .add("%d %s".formatted(metric.get("step").asLong(), metric.get("value").asText()));
        }
        request.path("tags").forEach(tag -> run.tags.put(name(tag), tag.get("value").asText()));
    }

    private static String name(JsonNode entry) {
        String name = entry.get("key").asText();
        require(name.matches("[A-Za-z0-9_./: -]+"), "INVALID_PARAMETER_VALUE", "a name like " + name);
        return name;
    }

    /** Pages are of at most seven, so that they are asked for. */
    private void search(JsonNode request, ObjectNode answer) {
        Matcher filter = FILTER.matcher(request.get("filter").asText());
        require(filter.matches(), "INVALID_PARAMETER_VALUE", "a filter like " + request.get("filter"));
        List<Run> found = of(filter.group(1), filter.group(2));
        int from = request.path("page_token").asInt(0);
        int to = Math.min(found.size(), from + 7);
        ArrayNode page = answer.putArray("runs");
        found.subList(from, to).forEach(run -> page.add(json(run)));
        if (to < found.size()) {
            answer.put("next_page_token", Integer.toString(to));
        }
    }

    private static ObjectNode json(Run run) {
        ObjectNode json = MAPPER.createObjectNode();
        json.set("info", run.info.deepCopy());
        ObjectNode data = json.putObject("data");
        ArrayNode metrics = data.putArray("metrics");
        run.points.forEach((key, points) -> points.stream()
                .mapToLong(point -> Long.parseLong(point.split(" ")[0])).max()
                .ifPresent(step -> metrics.addObject().put("key", key).put("step", step).put("value", 0.5)));
        ArrayNode params = data.putArray("params");
        run.params.forEach((key, value) -> params.addObject().put("key", key).put("value", value));
        ArrayNode tags = data.putArray("tags");
        run.tags.forEach((key, value) -> tags.addObject().put("key", key).put("value", value));
        return json;
    }
}
