package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.config.StudyFile;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Notify;
import org.whittle.study.Notify.End;

/** Who is told of the end of a study, and what. */
class NoticeTest {

    private static final Set<End> ALL = Set.of(End.values());
    private static final Path GOLDEN = Path.of("src/test/resources/golden/0.1-g/finished");

    @TempDir
    Path directory;

    private final List<String> problems = new ArrayList<>();

    @Test
    void aCommandReadsALineOfJsonAndItsEnvironment() throws IOException {
        Path script = Files.writeString(directory.resolve("told.sh"),
                "cat > \"$1\"; echo \"$WHITTLE_EVENT $WHITTLE_STUDY $WHITTLE_EXIT_CODE\" >> \"$1\"");
        Path told = directory.resolve("told");
        StudyStatus status = StudyStatus.of(GOLDEN.toString()).orElseThrow();

        new Notice(End.GATE, "s3a://studies/churn", 3, "", Optional.of(status))
                .tell(new Notify(List.of("sh", script.toString(), told.toString()), Optional.empty(), ALL),
                        problems::add);

        assertThat(problems).isEmpty();
        List<String> lines = Files.readAllLines(told);
        assertThat(lines).hasSize(2).last().isEqualTo("gate s3a://studies/churn 3");
        JsonNode json = new ObjectMapper().readTree(lines.get(0));
        assertThat(json.get("event").asText()).isEqualTo("gate");
        assertThat(json.at("/status/state").asText()).isEqualTo("done");
        assertThat(json.at("/status/best/trial").isInt()).isTrue();
    }

    @Test
    void aWebhookIsPostedTo() throws Exception {
        BlockingQueue<String> posted = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            posted.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/good") ? 204 : 500, -1);
            exchange.close();
        });
        server.start();
        try {
            String root = "http://127.0.0.1:" + server.getAddress().getPort();
            Notice failed = new Notice(End.FAILED, "file:/study", 1, "no room is left", Optional.empty());
            failed.tell(new Notify(List.of(), Optional.of(root + "/good"), ALL), problems::add);
            assertThat(problems).isEmpty();
            assertThat(posted.take()).isEqualTo("{\"event\":\"failed\",\"study\":\"file:/study\",\"exit_code\":1,"
                    + "\"reason\":\"no room is left\",\"status\":null}");
            failed.tell(new Notify(List.of(), Optional.of(root + "/bad"), ALL), problems::add);
            assertThat(problems).singleElement().asString().contains("notify.webhook: the server answered 500");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void onlyEndsThatAreAskedForAreToldAndWhatGoesWrongIsALine() {
        Notice done = new Notice(End.DONE, "file:/study", 0, "", Optional.empty());
        done.tell(new Notify(List.of("false"), Optional.empty(), Set.of(End.FAILED)), problems::add);
        assertThat(problems).isEmpty();
        done.tell(new Notify(List.of("false"), Optional.of("http://127.0.0.1:1/"), ALL), problems::add);
        done.tell(new Notify(List.of("no-such-program-here"), Optional.empty(), ALL), problems::add);
        assertThat(problems).hasSize(3).allMatch(line -> line.startsWith("notify."))
                .anyMatch(line -> line.contains("false ended with 1"))
                .anyMatch(line -> line.contains("no-such-program-here"));
    }

    @Test
    void theStudyFileSaysWhoAndSecretsAreInNoRecord() {
        Notify notify = read("notify { command = [page, me], on = [failed], webhook = ${PATH} }", true);
        assertThat(notify.command()).containsExactly("page", "me");
        assertThat(notify.on()).containsExactly(End.FAILED);
        assertThat(read("", false)).isEqualTo(new Notify(List.of(), Optional.empty(), ALL));
        assertThatThrownBy(() -> read("notify { webhook = nowhere, on = [finished] }", false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("notify.webhook is not an address", "done, gate and failed");
    }

    private static Notify read(String more, boolean address) {
        String text = """
                data { path = "rows.csv", label = kind }
                space.units { low = 4, high = 128 }
                """ + more;
        if (address) {
            // PATH is no address; what is read of it must not be recorded either way.
            assertThatThrownBy(() -> StudyFile.read(new org.whittle.config.StudySource.OfText("s", text), List.of()))
                    .hasMessageNotContaining(System.getenv("PATH"));
            return StudyFile.read(new org.whittle.config.StudySource.OfText("s", text.replace("${PATH}", "none")),
                    List.of()).notified();
        }
        return StudyFile.read(new org.whittle.config.StudySource.OfText("s", text), List.of()).notified();
    }

    @Test
    void filesOfAStudyAreNotNeededToTellThatItFailed() {
        assertThat(new Notice(End.FAILED, new HadoopFileStore(directory.toString(), Map.of()).locate(""), 1, "x",
                Optional.empty()).json()).contains("\"status\":null");
    }
}
