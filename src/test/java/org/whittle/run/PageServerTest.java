package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.study.InvalidInputException;

/** A study's page as it is served: here of one that somebody else goes on with, commit by commit. */
class PageServerTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/0.1-g/finished");

    @TempDir
    Path directory;

    private Path study;
    private List<Path> later;

    /** The study as it was after its first four commits. */
    @BeforeEach
    void begin() throws IOException {
        study = directory.resolve("study");
        List<Path> commits;
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (!file.startsWith(GOLDEN.resolve("ledger"))) {
                    copy(file);
                }
            }
        }
        try (Stream<Path> files = Files.list(GOLDEN.resolve("ledger"))) {
            commits = files.filter(file -> !file.getFileName().toString().startsWith("snapshot")).sorted().toList();
        }
        assertThat(commits).hasSizeGreaterThan(6);
        for (Path commit : commits.subList(0, 4)) {
            copy(commit);
        }
        later = commits.subList(4, commits.size());
    }

    private void copy(Path file) throws IOException {
        Path target = study.resolve(GOLDEN.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
    }

    @Test
    void tellsOpenPagesWhatIsCommitted() throws Exception {
        try (PageServer server = PageServer.start(study.toString(), 0)) {
            String page = new String(URI.create(server.address()).toURL().openStream().readAllBytes(),
                    StandardCharsets.UTF_8);
            assertThat(page).startsWith("<!DOCTYPE html>\n<html lang=\"en\" data-live=\"yes\">");
            assertThat(page.contains("opened once")).isFalse();
            try (BufferedReader events = new BufferedReader(new InputStreamReader(
                    URI.create(server.address() + "events").toURL().openStream(), StandardCharsets.UTF_8))) {
                JsonNode first = next(events);
                for (Path commit : later) {
                    copy(commit);
                }
                JsonNode last = first;
                while (!last.path("body").asText().contains("opened once")) {
                    last = next(events);
                }
                assertThat(last.path("study").path("trials").size())
                        .isGreaterThanOrEqualTo(first.path("study").path("trials").size());
            }
            assertThat(study.resolve("report")).as("serving only reads").satisfies(report -> assertThat(
                    Files.exists(report) && Files.readString(report.resolve("index.html")).contains("data-live"))
                    .isFalse());
        }
    }

    @Test
    void answersToThisMachinesNamesAlone() throws Exception {
        try (PageServer server = PageServer.start(study.toString(), 0);
                Socket socket = new Socket("127.0.0.1", URI.create(server.address()).getPort())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 403").doesNotContain("accuracy");
        }
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> PageServer.start(directory.resolve("none").toString(), 0))
                .isInstanceOf(InvalidInputException.class);
        try (PageServer server = PageServer.start(study.toString(), 0)) {
            int taken = URI.create(server.address()).getPort();
            assertThatThrownBy(() -> PageServer.start(study.toString(), taken))
                    .isInstanceOf(InvalidInputException.class).hasMessageContaining("Port " + taken);
        }
    }

    private static JsonNode next(BufferedReader events) throws IOException {
        for (String line = events.readLine(); line != null; line = events.readLine()) {
            if (line.startsWith("data: ")) {
                return new ObjectMapper().readTree(line.substring(6));
            }
        }
        throw new AssertionError("The server ended the line.");
    }
}
