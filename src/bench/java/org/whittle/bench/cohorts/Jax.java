package org.whittle.bench.cohorts;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A process of Python in which JAX trains networks side by side: one line asks, one answers. */
final class Jax implements AutoCloseable {

    private final Process process;
    private final BufferedWriter asks;
    private final BufferedReader answers;

    /**
     * @param python that has JAX
     * @param script {@code scripts/bench.d/jax_peer.py}
     */
    Jax(String python, String script) throws IOException {
        process = new ProcessBuilder(python, script).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        asks = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Samples a CPU-second of its process; what it compiles is left out. */
    double rate(int[] sizes, int batch, int networks, double dropout, int rows, int epochs) throws IOException {
        asks.write(Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(","))
                + " %d %d %s %d %d%n".formatted(batch, networks, dropout, rows, epochs));
        asks.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("JAX's process has ended");
        }
        return Double.parseDouble(answer);
    }

    @Override
    public void close() throws IOException {
        asks.close();
        process.destroy();
    }
}
