package org.whittle.run;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.whittle.report.StudyPage;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;

/**
 * Serves a study's page to browsers of this machine, and tells open pages whenever the ledger has grown, whoever runs
 * the study and wherever: a driver may die and another go on meanwhile. It reads, and needs no Spark.
 *
 * <p>Answers only what is asked of this machine's own names: a page of somebody else that a browser has open cannot
 * reach it under a name that points here.
 */
public final class PageServer implements AutoCloseable {

    private static final Duration LOOK = Duration.ofSeconds(1);
    /** A word on a silent line tells whether the browser is still there. */
    private static final int LOOKS_UNTIL_WORD = 15;

    private final FileStore files;
    private final String directory;
    private final HttpServer server;
    private final ExecutorService answering;
    private String readUpTo = "";
    private StudyPage page;

    private PageServer(FileStore files, String directory, HttpServer server) {
        this.files = files;
        this.directory = directory;
        this.server = server;
        this.answering = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "page");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to serve.
     *
     * @param directory of the study
     * @param port of this machine; 0 for any that is free
     * @throws InvalidInputException if there is no study, it is damaged, or the port is in use
     */
    public static PageServer start(String directory, int port) {
        FileStore files = SparkStart.files(directory);
        TuningResult.of(directory);
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInputException("Port %d cannot be had (%s); write --serve with another one, or with 0 for "
                    .formatted(port, e.getMessage()) + "any that is free");
        }
        PageServer serving = new PageServer(files, directory, server);
        server.createContext("/", serving::answer);
        server.setExecutor(serving.answering);
        server.start();
        return serving;
    }

    /** Where the page is. */
    public String address() {
        return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        answering.shutdownNow();
    }

    private void answer(HttpExchange asked) throws IOException {
        try (asked) {
            String host = Optional.ofNullable(asked.getRequestHeaders().getFirst("Host")).orElse("")
                    .replaceFirst(":\\d+$", "");
            if (!List.of("127.0.0.1", "localhost", "[::1]").contains(host)) {
                send(asked, 403, "text/plain", "This page is for this machine alone.");
            } else if (!asked.getRequestMethod().equals("GET")) {
                send(asked, 405, "text/plain", "There is only something to read here.");
            } else if (asked.getRequestURI().getPath().equals("/events")) {
                tell(asked);
            } else if (asked.getRequestURI().getPath().equals("/")) {
                send(asked, 200, "text/html", latest().html(true));
            } else {
                send(asked, 404, "text/plain", "There is only one page here: /");
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange asked, int code, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        asked.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        asked.getResponseHeaders().set("Cache-Control", "no-store");
        asked.sendResponseHeaders(code, bytes.length);
        asked.getResponseBody().write(bytes);
    }

    /** Server-sent events, until the browser goes: the study as it is, and again whenever it has changed. */
    private void tell(HttpExchange asked) throws IOException, InterruptedException {
        asked.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
        asked.getResponseHeaders().set("Cache-Control", "no-store");
        asked.sendResponseHeaders(200, 0);
        OutputStream line = asked.getResponseBody();
        StudyPage told = null;
        for (int looks = 0; ; looks++) {
            StudyPage now = latest();
            String text = now == told ? looks % LOOKS_UNTIL_WORD == 0 ? ": nothing new\n\n" : ""
                    : "event: study\ndata: " + now.update() + "\n\n";
            line.write(text.getBytes(StandardCharsets.UTF_8));
            line.flush();
            told = now;
            Thread.sleep(LOOK.toMillis());
        }
    }

    /** The page of the ledger as it is; made anew only if that has grown. */
    private synchronized StudyPage latest() throws IOException {
        List<String> commits = files.list("ledger");
        String last = commits.isEmpty() ? "" : commits.size() + commits.get(commits.size() - 1);
        if (page == null || !last.equals(readUpTo)) {
            page = TuningResult.of(directory).page();
            readUpTo = last;
        }
        return page;
    }
}
