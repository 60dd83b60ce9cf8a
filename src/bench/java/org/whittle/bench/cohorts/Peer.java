package org.whittle.bench.cohorts;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A process of Python that trains the same networks by other means: one line asks, one answers with a rate. */
public final class Peer implements AutoCloseable {

    private final Process process;
    private final BufferedWriter asks;
    private final BufferedReader answers;

    /**
     * @param python that has what the script imports
     * @param script of {@code scripts/bench.d}, such as {@code jax_peer.py}
     */
    public Peer(String python, String script) throws IOException {
        process = new ProcessBuilder(python, script).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        asks = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A list as the scripts read it. */
    public static String list(int[] values) {
        return Arrays.stream(values).mapToObj(Integer::toString).collect(Collectors.joining(","));
    }

    /**
     * What the script answers.
     *
     * @param words of the line that asks
     */
    public String ask(Object... words) throws IOException {
        asks.write(Arrays.stream(words).map(Object::toString).collect(Collectors.joining(" ")) + "\n");
        asks.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("The process of Python has ended");
        }
        return answer;
    }

    /** Samples a second, in the script's sense; what it compiles is left out. */
    public double rate(Object... words) throws IOException {
        return Double.parseDouble(ask(words));
    }

    @Override
    public void close() throws IOException {
        asks.close();
        process.destroy();
    }
}
