package org.whittle.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.whittle.study.Secrets;

/**
 * A tracking server of MLflow, by its <a href="https://mlflow.org/docs/latest/rest-api.html">REST API</a> 2.0, and its
 * proxy for artifacts. Every call is one request, and none is tried twice: that is for who knows whether it may be.
 */
final class MlflowServer {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Duration UPLOAD = Duration.ofMinutes(10);
    private static final int TOLD = 200;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final String address;
    private final Optional<String> authorization;
    private final HttpClient client;

    /** What the server answered instead of doing what it was asked. */
    static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(String message, String code) {
            super(message);
            this.code = code;
        }

        /** MLflow's name for it, such as {@code RESOURCE_ALREADY_EXISTS}; empty if it gave none. */
        String code() {
            return code;
        }
    }

    /**
     * @param address without user or password
     * @param environment a variable's value, or {@code null}: who comes is said there, as MLflow's own clients have it
     */
    MlflowServer(String address, Function<String, String> environment) {
        this.address = address.replaceFirst("/+$", "");
        this.authorization = authorization(environment);
        // Servers of WSGI do not speak HTTP/2; whoever redirects is not who the password is for.
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER).build();
    }

    private static Optional<String> authorization(Function<String, String> environment) {
        String token = environment.apply("MLFLOW_TRACKING_TOKEN");
        String user = environment.apply("MLFLOW_TRACKING_USERNAME");
        String password = environment.apply("MLFLOW_TRACKING_PASSWORD");
        if (user != null && password != null) {
            Secrets.keep(password, true);
            return Optional.of("Basic " + Base64.getEncoder()
                    .encodeToString("%s:%s".formatted(user, password).getBytes(StandardCharsets.UTF_8)));
        }
        if (token != null) {
            Secrets.keep(token, true);
        }
        return Optional.ofNullable(token).map("Bearer "::concat);
    }

    String address() {
        return address;
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * @param call for instance {@code runs/create}
     * @throws Refused if the server answers that it will not
     */
    JsonNode post(String call, ObjectNode body) throws IOException, InterruptedException {
        return send(request("/api/2.0/mlflow/" + call, CALL).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(body))).build(), call);
    }

    /** @param parameters name and value by turns; see {@link #post} */
    JsonNode get(String call, String... parameters) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=').append(encoded(parameters[i + 1]));
        }
        return send(request("/api/2.0/mlflow/" + call + query, CALL).GET().build(), call);
    }

    /**
     * Puts a file among a run's artifacts, in the place of an older one.
     *
     * @param artifacts the run's {@code artifact_uri}
     * @return whether this is a server that takes artifacts for its clients; nothing is sent otherwise
     */
    boolean put(String artifacts, String path, byte[] content) throws IOException, InterruptedException {
        Optional<String> directory = proxied(artifacts);
        if (directory.isEmpty()) {
            return false;
        }
        String file = Arrays.stream("%s/%s".formatted(directory.get(), path).split("/"))
                .filter(part -> !part.isEmpty()).map(MlflowServer::encoded).collect(Collectors.joining("/"));
        send(request("/api/2.0/mlflow-artifacts/artifacts/" + file, UPLOAD)
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)).build(), path);
        return true;
    }

    /** The path of {@code mlflow-artifacts:/1/5f…/artifacts}; empty of a place that is not behind this very server. */
    private Optional<String> proxied(String artifacts) {
        URI uri = URI.create(artifacts);
        boolean here = uri.getAuthority() == null || uri.getAuthority().equals(URI.create(address).getAuthority());
        return "mlflow-artifacts".equals(uri.getScheme()) && here ? Optional.of(uri.getPath()) : Optional.empty();
    }

    private HttpRequest.Builder request(String path, Duration timeout) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path)).timeout(timeout);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    private JsonNode send(HttpRequest request, String what) throws IOException, InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException away) {
            throw new IOException("%s does not answer (%s)".formatted(address,
                    away.getMessage() == null ? away.getClass().getSimpleName() : away.getMessage()), away);
        }
        if (answer.statusCode() / 100 == 2) {
            return answer.body().isBlank() ? object() : MAPPER.readTree(answer.body());
        }
        JsonNode said = tree(answer.body());
        String reason = said.path("message").asText(answer.statusCode() == 401 || answer.statusCode() == 403
                ? "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN" : "");
        throw new Refused("%s answers %d to %s%s".formatted(address, answer.statusCode(), what,
                reason.isEmpty() ? "" : ": " + reason.substring(0, Math.min(TOLD, reason.length()))),
                said.path("error_code").asText());
    }

    private static JsonNode tree(String body) {
        try {
            JsonNode tree = MAPPER.readTree(body);
            return tree == null ? object() : tree;
        } catch (JsonProcessingException page) {
            return object();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
