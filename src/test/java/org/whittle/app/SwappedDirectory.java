package org.whittle.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What somebody can do who may write to a study directory, and knows how sums are made. */
record SwappedDirectory(Path study) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String SEAL = ",\n  \"sha256\" : \"";

    String read(String path) throws IOException {
        return Files.readString(study.resolve(path));
    }

    void write(String path, String content) throws IOException {
        Path file = study.resolve(path);
        Files.createDirectories(file.getParent());
        // Hadoop's own sum of a local file.
        Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
        Files.writeString(file, content);
    }

    /** Changes a text, which must be there. */
    void replace(String path, String what, String by) throws IOException {
        String content = read(path);
        if (!content.contains(what)) {
            throw new AssertionError("%s does not hold %s".formatted(path, what));
        }
        write(path, content.replace(what, by));
    }

    /** Puts another preprocessing in, with all sums that follow from it. */
    void swapPreprocessing(UnaryOperator<String> change) throws IOException {
        String before = read("data/preprocessing.json");
        String changed = change.apply(before);
        if (changed.equals(before)) {
            throw new AssertionError("nothing was changed");
        }
        write("data/preprocessing.json", changed);
        ObjectNode manifest = (ObjectNode) JSON.readTree(read("data/summary.json"));
        String fingerprint = manifest.path("fingerprint").asText();
        manifest.put("preprocessing", digest(changed));
        manifest.put("fingerprint", fingerprint(manifest)).remove("sha256");
        manifest.put("sha256", digest(JSON.writeValueAsString(manifest)));
        write("data/summary.json", JSON.writeValueAsString(manifest));
        replace("ledger/00000001.json", fingerprint, manifest.path("fingerprint").asText());
        resealLedger();
    }

    /** As {@code Manifest} has it: of the task, features, tensors and the preprocessing. */
    private static String fingerprint(JsonNode manifest) {
        StringBuilder text = new StringBuilder();
        List<String> classes = Stream.of("kind-0", "kind-1", "kind-2").toList();
        line(text, "Classification[classes=%s]".formatted(classes));
        manifest.at("/summary/features").forEach(feature -> line(text, feature.asText()));
        for (String split : List.of("training", "validation", "lockBox")) {
            line(text, manifest.at("/" + split + "/count").asText());
            manifest.at("/" + split + "/features").forEach(file -> line(text, file.path("sha256").asText()));
            line(text, manifest.at("/" + split + "/targets/sha256").asText());
        }
        line(text, manifest.path("preprocessing").asText());
        return digest(text.toString());
    }

    private static void line(StringBuilder text, String value) {
        text.append(value.length()).append(':').append(value).append('\n');
    }

    void resealLedger() throws IOException {
        String before = "";
        List<Path> commits;
        try (Stream<Path> files = Files.list(study.resolve("ledger"))) {
            commits = files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        }
        for (Path commit : commits) {
            String path = study.relativize(commit).toString();
            ObjectNode content = (ObjectNode) JSON.readTree(read(path));
            if (content.has("before")) {
                replace(
                        path,
                        "\"before\":\"" + content.path("before").asText() + "\"",
                        "\"before\":\"" + before + "\"");
                reseal(path);
            }
            before = digest(before + digest(read(path)));
        }
    }

    /** A new sum at the end of a file that ends with one. */
    void reseal(String path) throws IOException {
        String content = read(path);
        String open = content.substring(0, content.lastIndexOf(SEAL));
        write(path, open + SEAL + digest(open) + content.substring(content.lastIndexOf(SEAL) + SEAL.length() + 64));
    }

    static String digest(String content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                    .digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
