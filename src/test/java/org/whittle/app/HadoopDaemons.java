package org.whittle.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Hadoop's own daemons, each in a process of its own, as a cluster has them. Their classes are not on the class path
 * of the tests: the build copies them to {@code target/hadoop}, before the tests that start processes.
 */
final class HadoopDaemons implements AutoCloseable {

    private static final Path JARS = Path.of("target/hadoop").toAbsolutePath();
    private static final Path SPARK = Path.of("target/spark/jars").toAbsolutePath();

    private final Path home;
    private final List<String> options;
    private final Map<String, Process> processes = new LinkedHashMap<>();

    /**
     * @param home for configuration, logs and data
     * @param files by the names of Hadoop's files of settings, such as {@code yarn-site}
     * @param options of their JVMs
     */
    HadoopDaemons(Path home, Map<String, SortedMap<String, String>> files, String... options) throws IOException {
        assumeTrue(Files.isDirectory(JARS), "Hadoop's daemons are not here: mvn pre-integration-test brings them to "
                + JARS);
        this.home = home;
        this.options = List.of(options);
        Files.createDirectories(configuration());
        for (Map.Entry<String, SortedMap<String, String>> file : files.entrySet()) {
            Files.writeString(configuration().resolve(file.getKey() + ".xml"), xml(file.getValue()));
        }
    }

    /** What {@code HADOOP_CONF_DIR} is for their clients. */
    Path configuration() {
        return home.resolve("conf");
    }

    /** Starts a daemon; its output is {@code NAME.log}. */
    Process start(String name, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xmx256m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Djava.net.preferIPv4Stack=true"));
        command.addAll(options);
        command.addAll(List.of("-cp", configuration() + ":" + JARS + "/*:" + SPARK + "/*", mainClass));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile())).start();
        processes.put(name, process);
        return process;
    }

    /** What a daemon that is running, or was, has said. */
    String said(String name) {
        try {
            return Files.readString(log(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The processes below a daemon, such as the containers of a NodeManager, with their command lines. */
    Map<ProcessHandle, String> below(String name) {
        Map<ProcessHandle, String> found = new LinkedHashMap<>();
        processes.get(name).descendants().forEach(process -> found.put(process, commandLine(process)));
        return found;
    }

    /** As a node ends that loses its power: with everything that runs below the daemon. */
    void kill(String name) throws InterruptedException {
        Process daemon = processes.get(name);
        List<ProcessHandle> all = daemon.descendants().toList();
        daemon.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() throws InterruptedException {
        List<String> names = new ArrayList<>(processes.keySet());
        for (int i = names.size() - 1; i >= 0; i--) {
            kill(names.get(i));
        }
    }

    /** A name with a port that nobody listened at. */
    static String freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    /** Settings by name. */
    static SortedMap<String, String> settings(String... namesAndValues) {
        SortedMap<String, String> settings = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            settings.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return settings;
    }

    private Path log(String name) {
        return home.resolve(name + ".log");
    }

    // The operating system tells Java less of a long one than is in this file.
    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
        } catch (IOException ended) {
            return "";
        }
    }

    private static String xml(SortedMap<String, String> settings) {
        return Stream.of(Stream.of("<configuration>"), settings.entrySet().stream()
                        .map(s -> "<property><name>%s</name><value>%s</value></property>"
                                .formatted(s.getKey(), s.getValue())), Stream.of("</configuration>"))
                .flatMap(lines -> lines).reduce("", (all, line) -> all + line + "\n");
    }
}
