package org.whittle.work;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machine that this process runs on, as far as it decides the last bits of a sum: operating system, processor and
 * the vector instructions that the engine can choose from, and the Java that runs it.
 */
public final class Machine {

    /** Sets of instructions for which PyTorch has kernels of their own, as Linux calls them, the widest first. */
    private static final List<String> VECTORS =
            List.of("amx_tile", "amx_bf16", "avx512f", "avx512_vnni", "avx2", "fma", "sve", "asimd");

    private static final SortedMap<String, String> FACTS = look();

    private Machine() {
    }

    /**
     * {@code os}, {@code processor}, {@code instructions}, {@code java} and {@code java-vendor}; those that are known.
     */
    public static SortedMap<String, String> facts() {
        return FACTS;
    }

    /** The facts that decide bits, and the engine, in one line: the same on machines that compute the same. */
    public static String text(String engine, boolean gpu) {
        return Stream.of(
                        FACTS.get("os"),
                        FACTS.get("processor"),
                        FACTS.get("instructions"),
                        engine,
                        gpu ? "on a GPU" : null)
                .filter(fact -> fact != null && !fact.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static SortedMap<String, String> look() {
        SortedMap<String, String> facts = new TreeMap<>();
        facts.put("os", (System.getProperty("os.name") + " " + System.getProperty("os.arch")).toLowerCase(Locale.ROOT));
        facts.put("java", System.getProperty("java.version"));
        facts.put("java-vendor", System.getProperty("java.vendor"));
        Map<String, String> cpu = cpuinfo();
        String model = cpu.getOrDefault("model name", cpu.getOrDefault("CPU part", ""));
        if (!model.isEmpty()) {
            facts.put("processor", model.replaceAll("\\s+", " ").strip());
        }
        Set<String> flags = new TreeSet<>(
                List.of(cpu.getOrDefault("flags", cpu.getOrDefault("Features", "")).split(" ")));
        List<String> vectors = new ArrayList<>(VECTORS.stream().filter(flags::contains).toList());
        // With it PyTorch uses less than the processor has.
        String limit = System.getenv("ATEN_CPU_CAPABILITY");
        if (limit != null) {
            vectors.add("ATEN_CPU_CAPABILITY=" + limit);
        }
        if (!vectors.isEmpty()) {
            facts.put("instructions", String.join(" ", vectors));
        }
        return Collections.unmodifiableSortedMap(facts);
    }

    /** What Linux tells of its first processor; nothing elsewhere. */
    private static Map<String, String> cpuinfo() {
        Map<String, String> told = new TreeMap<>();
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1)) {
            lines.takeWhile(line -> !line.isBlank()).map(line -> line.split(":", 2)).filter(parts -> parts.length == 2)
                    .forEach(parts -> told.put(parts[0].strip(), parts[1].strip()));
        } catch (IOException | RuntimeException notLinux) {
            return Map.of();
        }
        return told;
    }
}
