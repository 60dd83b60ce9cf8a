package org.whittle.train.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A checkpoint's folder as one file: a zip of files that are only stored, so that none unpacks to more than is there,
 * with a checksum for its comment. The first entry says where the training stood. What is read is not trusted: it
 * writes within the folder, or not at all.
 *
 * @param epoch epochs that the training had behind it
 * @param ended whether it ended before its budget was spent, and trains no further
 */
record CheckpointArchive(int epoch, boolean ended) {

    /** What was to be unpacked is not what was packed. */
    static final class Damaged extends IOException {

        private static final long serialVersionUID = 1L;

        private Damaged(String problem, Throwable cause) {
            super(problem, cause);
        }

        private Damaged(String problem) {
            this(problem, null);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;
    private static final String HEAD = "whittle.json";
    private static final int LONGEST_HEAD = 10_000;
    private static final String FILES = "files/";
    /** Digits of a SHA-256, which is the zip's comment and so its end. */
    private static final int SUM = 64;
    /** What an array of bytes can hold, with room for the names. */
    private static final long MOST_BYTES = 2_000_000_000;

    /**
     * Packs all that is in a folder; links as what they point to.
     *
     * @throws IllegalArgumentException if that is too much: a sentence for whoever wrote the training
     */
    byte[] pack(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            found = walk.filter(path -> !path.equals(folder)).sorted().toList();
        }
        long bytes = 0;
        for (Path path : found) {
            bytes += Files.isRegularFile(path) ? Files.size(path) : 0;
        }
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    ("The checkpoint's folder holds %,d bytes, and %,d is the most that is carried; "
                                    + "leave in it only what it takes to go on.")
                            .formatted(bytes, MOST_BYTES));
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream((int) bytes + 1000 + 300 * found.size());
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            zip.setComment("0".repeat(SUM));
            ObjectNode head = JSON.createObjectNode().put("version", VERSION).put("epoch", epoch).put("ended", ended);
            put(zip, HEAD, JSON.writeValueAsBytes(head));
            for (Path path : found) {
                String name = FILES + folder.relativize(path).toString().replace('\\', '/');
                if (Files.isDirectory(path)) {
                    put(zip, name + "/", new byte[0]);
                } else if (Files.isRegularFile(path)) {
                    put(zip, name, Files.readAllBytes(path));
                }
            }
        }
        byte[] file = packed.toByteArray();
        System.arraycopy(sum(file), 0, file, file.length - SUM, SUM);
        return file;
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        // One time for all: the same content is the same file.
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /**
     * Unpacks into a folder that is there and empty.
     *
     * @param name of the file, for messages
     * @throws Damaged if the file is damaged, or is none of these
     * @throws IOException if the folder cannot be written
     */
    static CheckpointArchive unpack(byte[] file, Path folder, String name) throws IOException {
        requireWhole(file, name);
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            ZipEntry first = zip.getNextEntry();
            if (first == null || !first.getName().equals(HEAD) || first.getMethod() != ZipEntry.STORED) {
                throw new Damaged(name + " is not a checkpoint of a trainer.");
            }
            CheckpointArchive head = head(zip.readNBytes(LONGEST_HEAD), name);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                unpack(zip, entry, folder, name);
            }
            return head;
        } catch (EOFException | ZipException | IllegalArgumentException e) {
            throw new Damaged(
                    "%s is damaged: %s.".formatted(name, e.getMessage() == null ? "it was cut" : e.getMessage()), e);
        }
    }

    private static void unpack(ZipInputStream zip, ZipEntry entry, Path folder, String name) throws IOException {
        String inside = entry.getName().startsWith(FILES) ? entry.getName().substring(FILES.length()) : "";
        Path target = folder.resolve(inside.isEmpty() ? ".." : inside).normalize();
        if (entry.getMethod() != ZipEntry.STORED || !target.startsWith(folder) || target.equals(folder)) {
            throw new Damaged(
                    "%s is not a checkpoint of a trainer: it has an entry %s.".formatted(name, entry.getName()));
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else {
            Files.createDirectories(target.getParent());
            // Its sum is compared at the end.
            Files.copy(zip, target);
        }
    }

    private static CheckpointArchive head(byte[] json, String name) throws IOException {
        JsonNode head;
        try {
            head = JSON.readTree(json);
        } catch (IOException e) {
            throw new Damaged(name + " is damaged: its first entry is no JSON.", e);
        }
        if (head.path("version").asInt() > VERSION) {
            throw new Damaged("%s has format version %d; this release reads up to %d.".formatted(name,
                    head.path("version").asInt(), VERSION));
        }
        if (!head.path("epoch").isInt() || !head.path("ended").isBoolean()) {
            throw new Damaged(name + " is damaged: it does not say where the training stood.");
        }
        return new CheckpointArchive(head.get("epoch").intValue(), head.get("ended").booleanValue());
    }

    /** The sum of all that stands before it. */
    private static byte[] sum(byte[] file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(file, 0, file.length - SUM);
            return HexFormat.of().formatHex(digest.digest()).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** @throws Damaged unless the file ends with the sum of all that stands before it */
    private static void requireWhole(byte[] file, String name) throws Damaged {
        if (file.length <= SUM || !Arrays.equals(sum(file), Arrays.copyOfRange(file, file.length - SUM, file.length))) {
            throw new Damaged(
                    "%s is damaged, or is not a checkpoint of a trainer: its checksum is not that of its content."
                            .formatted(name));
        }
    }

    /** Removes a folder with all that is in it; links, not what they point to. */
    static void remove(Path folder) throws IOException {
        List<Path> found;
        try (Stream<Path> walk = Files.walk(folder)) {
            found = new ArrayList<>(walk.sorted().toList());
        }
        for (int i = found.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(found.get(i));
        }
    }
}
