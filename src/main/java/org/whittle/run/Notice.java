package org.whittle.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.whittle.study.Notify;
import org.whittle.study.Secrets;

/**
 * What is told of the end of a study, to whom {@code notify} names.
 *
 * @param study its directory
 * @param reason of a failure, a line; empty otherwise
 * @param status what its directory tells of it; empty if it never came to have one
 */
record Notice(Notify.End end, String study, int exitCode, String reason, Optional<StudyStatus> status) {

    private static final Duration COMMAND = Duration.ofMinutes(1);
    private static final Duration WEBHOOK = Duration.ofSeconds(10);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Tells everybody; nothing that goes wrong with it goes on to the study.
     *
     * @param problems told, a line each, of what did not work
     */
    void tell(Notify whom, Consumer<String> problems) {
        if (!whom.on().contains(end)) {
            return;
        }
        if (!whom.command().isEmpty()) {
            attempt("notify.command", problems, () -> run(whom));
        }
        whom.webhook().ifPresent(address -> attempt("notify.webhook", problems, () -> post(address)));
    }

    /** One line. */
    String json() {
        ObjectNode tree = MAPPER.createObjectNode();
        tree.put("event", end.name().toLowerCase(Locale.ROOT));
        tree.put("study", study);
        tree.put("exit_code", exitCode);
        tree.put("reason", reason.isEmpty() ? null : Secrets.without(reason));
        try {
            tree.set("status", status.isPresent() ? MAPPER.readTree(status.get().json())
                    : MAPPER.convertValue(null, JsonNode.class));
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Trees of JSON can be written", e);
        }
    }

    private interface Telling {

        /** Returns what went wrong; empty text if nothing did. */
        String tell() throws IOException, InterruptedException;
    }

    private static void attempt(String setting, Consumer<String> problems, Telling telling) {
        try {
            String problem = telling.tell();
            if (!problem.isEmpty()) {
                problems.accept("%s: %s; the study is not touched by it".formatted(setting, problem));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | IllegalArgumentException e) {
            problems.accept("%s: %s; the study is not touched by it".formatted(setting, Secrets.without(
                    e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())));
        }
    }

    private String run(Notify whom) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(whom.command())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("WHITTLE_EVENT", end.name().toLowerCase(Locale.ROOT));
        builder.environment().put("WHITTLE_STUDY", study);
        builder.environment().put("WHITTLE_EXIT_CODE", Integer.toString(exitCode));
        Process process = builder.start();
        try (OutputStream in = process.getOutputStream()) {
            in.write((json() + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException notRead) {
            // A program may have had enough with its environment.
        }
        if (!process.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return "%s did not end within a minute and was ended".formatted(whom.command().get(0));
        }
        return process.exitValue() == 0 ? ""
                : "%s ended with %d".formatted(whom.command().get(0), process.exitValue());
    }

    private String post(String address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(WEBHOOK)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json())).build();
        HttpResponse<Void> answer = HttpClient.newBuilder().connectTimeout(WEBHOOK).build()
                .send(request, HttpResponse.BodyHandlers.discarding());
        return answer.statusCode() / 100 == 2 ? "" : "the server answered %d".formatted(answer.statusCode());
    }
}
