package org.whittle.bench.gpu;

import ai.djl.util.cuda.CudaUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.whittle.bench.cohorts.Peer;
import org.whittle.config.StudyFile;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.program.ProgramGraph;
import org.whittle.work.Machine;

/** Whether a GPU trains what a core does, and how fast: {@code scripts/bench gpu} says more. */
public final class GpuBench {

    private GpuBench() {
    }

    private interface Part {
        void measure() throws IOException;
    }

    /**
     * @param args a study file, for the values of settings that are not measured; cuda or cpu; sizes of cohorts, with
     *     commas; the folder for JSON and Markdown; a Python with PyTorch and the script for it, if there is one
     */
    public static void main(String[] args) throws IOException {
        Locale.setDefault(Locale.ROOT);
        boolean gpu = args[1].equals("cuda");
        if (gpu && TorchEngine.gpus() == 0) {
            System.err.println("gpu: the engine sees no GPU: it needs the native library for CUDA, the driver, and"
                    + " libcudart, by which DJL counts them; --device cpu tries the measurement on a core");
            System.exit(1);
        }
        Subject subject = new Subject(gpu, StudyFile.read(args[0], List.of()));
        List<Integer> sizes = Arrays.stream(args[2].split(",")).map(Integer::valueOf).toList();
        Report report = new Report();
        String card = gpu ? answer("nvidia-smi", "--query-gpu=name", "--format=csv,noheader", "--id=0")
                : Machine.facts().getOrDefault("processor", "a processor");
        head(gpu, card, report);
        long began = System.nanoTime();
        try (Peer peer = args.length > 5 ? new Peer(args[4], args[5]) : null) {
            timed(report, () -> Learning.measure(subject, report));
            timed(report, () -> Agreement.measure(subject, report));
            timed(report, () -> Bits.measure(subject, report));
            timed(report, () -> Memory.measure(subject, report));
            timed(report, () -> {
                RateTable.measure(subject, sizes, peer, card, report);
                if (peer != null) {
                    report.say("");
                    report.say("PyTorch eager: %s", peer.ask("version"));
                }
            });
        }
        report.say("");
        report.say("All of it took %.0f s.", (System.nanoTime() - began) / 1e9);
        Path folder = Path.of(args[3]);
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("gpu.md"), report.text());
        Files.writeString(folder.resolve("gpu.card"), card.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "") + "\n");
        if (!report.figures().finish("gpu", folder)) {
            System.exit(1);
        }
    }

    private static void head(boolean gpu, String card, Report report) {
        report.say("# %s", card);
        report.say("");
        if (!gpu) {
            report.say("A core stands for a GPU here: this tries the measurement, and measures nothing.");
            report.say("");
        }
        report.say("`scripts/bench gpu`, %s. %s, engine %s, Java %s%s.", LocalDate.now(ZoneOffset.UTC),
                TorchEngine.version(), ProgramGraph.ENGINE, System.getProperty("java.version"), gpu
                        ? ", CUDA %s, driver %s, compute capability %s, %,d MiB".formatted(
                                CudaUtils.getCudaVersionString(),
                                answer("nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader", "--id=0"),
                                CudaUtils.getComputeCapability(0),
                                CudaUtils.getGpuMemory(ai.djl.Device.gpu(0)).getMax() >> 20)
                        : "");
    }

    private static void timed(Report report, Part part) throws IOException {
        long began = System.nanoTime();
        part.measure();
        report.say("");
        report.say("(%.0f s)", (System.nanoTime() - began) / 1e9);
    }

    /** What a program says in its first line; a dash if it is not there. */
    private static String answer(String... words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            try (BufferedReader out = new BufferedReader(
                    new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String line = out.readLine();
                return line == null ? "-" : line.strip();
            }
        } catch (IOException none) {
            return "-";
        }
    }
}
