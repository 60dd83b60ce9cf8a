package org.whittle.score.block;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A module as {@code torch.jit.save} writes it: a zip of tensors and of the source of its classes. The engine gives its
 * parameters by name, but not its buffers, such as running means: so the module is given a method more, which does.
 *
 * <pre>
 *   NAME/data.pkl             the module: begins with the name of its class
 *   NAME/code/__torch__.py    classes, with what they have:  __buffers__ = ["running_mean"]   features : __torch__.Net
 *   NAME/data/0, ...          tensors
 * </pre>
 */
public final class TorchScriptFile {

    /** The method that gives the buffers. */
    static final String BUFFERS = "whittle_buffers";

    private static final String SAVE = "torch.jit.script(model).save(\"net.pt\")";
    private static final Pattern ROOT = Pattern.compile("c(__torch__[\\w.]*)\n(\\w+)\n");
    private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)\\(");
    private static final Pattern LISTED = Pattern.compile("(?m)^  __buffers__ = \\[(.*)]$");
    private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern MEMBER =
            Pattern.compile("(?m)^  (?:(\\w+) : |__annotations__\\[\"([^\"]+)\"] = )([\\w.\\[\\]]+)$");
    private static final int DEEPEST = 64;

    private final Map<String, byte[]> entries;
    private final String prefix;
    private final String root;
    /** Members that lead to each buffer from the module on. */
    private final List<List<String>> buffers = new ArrayList<>();

    /**
     * @param content of the file
     * @throws IllegalArgumentException if it holds no TorchScript: half a sentence that goes on with what to do
     */
    public TorchScriptFile(byte[] content) {
        entries = unzip(content);
        String pickle = entries.keySet().stream().filter(name -> name.endsWith("/data.pkl")).findFirst()
                .orElseThrow(() -> none("it is something else"));
        prefix = pickle.substring(0, pickle.length() - "data.pkl".length());
        if (!entries.containsKey(prefix + "constants.pkl")) {
            throw none("it is a state dict, or what torch.save or torch.export write");
        }
        Matcher named = ROOT.matcher(new String(entries.get(pickle), StandardCharsets.ISO_8859_1));
        if (!named.find()) {
            throw none("it is something else");
        }
        root = named.group(1) + "." + named.group(2);
        find(root, new ArrayList<>());
    }

    private static IllegalArgumentException none(String what) {
        return new IllegalArgumentException(
                "holds no TorchScript: %s; save the module itself, by %s".formatted(what, SAVE));
    }

    private static Map<String, byte[]> unzip(byte[] content) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        Path file = null;
        try {
            // Torch says the sizes of what it stores behind it, which only a reader of files understands.
            file = Files.createTempFile("whittle-module", ".pt");
            Files.write(file, content);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : zip.stream().toList()) {
                    try (InputStream stream = zip.getInputStream(entry)) {
                        entries.put(entry.getName(), stream.readNBytes((int) Math.min(Integer.MAX_VALUE - 8,
                                Math.max(0, entry.getSize()))));
                    }
                }
            }
            return entries;
        } catch (ZipException e) {
            throw none("it is no zip, or a damaged one");
        } catch (IOException e) {
            throw new IllegalStateException("A temporary file could not be written: " + e.getMessage(), e);
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException left) {
            // The system cleans its temporary files.
        }
    }

    private void find(String type, List<String> path) {
        Optional<String> body = body(type);
        if (body.isEmpty() || path.size() > DEEPEST) {
            return;
        }
        String fields = body.get().split("(?m)^  def ", 2)[0];
        Map<String, String> members = new LinkedHashMap<>();
        Matcher member = MEMBER.matcher(fields);
        while (member.find()) {
            members.put(member.group(1) == null ? member.group(2) : member.group(1), member.group(3));
        }
        Matcher listed = LISTED.matcher(fields);
        if (listed.find()) {
            Matcher name = NAME.matcher(listed.group(1));
            while (name.find()) {
                if ("Tensor".equals(members.get(name.group(1)))) {
                    buffers.add(append(path, name.group(1)));
                }
            }
        }
        members.forEach((name, of) -> {
            if (of.startsWith("__torch__.")) {
                find(of, append(path, name));
            }
        });
    }

    private static List<String> append(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return longer;
    }

    private String file(String type) {
        String module = type.substring(0, type.lastIndexOf('.'));
        return prefix + "code/" + module.replace('.', '/') + ".py";
    }

    /** The text of a class, from its first line on. */
    private Optional<String> body(String type) {
        byte[] text = entries.get(file(type));
        if (text == null) {
            return Optional.empty();
        }
        String source = new String(text, StandardCharsets.UTF_8);
        int[] place = place(source, type.substring(type.lastIndexOf('.') + 1));
        return place == null ? Optional.empty() : Optional.of(source.substring(place[0], place[1]));
    }

    private static int[] place(String source, String name) {
        Matcher begins = CLASS.matcher(source);
        int[] place = null;
        while (begins.find()) {
            if (place != null) {
                place[1] = begins.start();
                return place;
            }
            if (begins.group(1).equals(name)) {
                place = new int[] {begins.start(), source.length()};
            }
        }
        return place;
    }

    /** Names of its buffers, as PyTorch has them: {@code features.1.running_mean}. */
    List<String> buffers() {
        return buffers.stream().map(path -> String.join(".", path)).toList();
    }

    /** The file with the method that gives the buffers in their order; as it is if it has none. */
    byte[] withBuffers() {
        String name = file(root);
        String source = new String(entries.get(name), StandardCharsets.UTF_8);
        int[] place = place(source, root.substring(root.lastIndexOf('.') + 1));
        Map<String, byte[]> all = new LinkedHashMap<>(entries);
        if (!buffers.isEmpty() && !source.substring(place[0], place[1]).contains("def " + BUFFERS)) {
            all.put(name, (source.substring(0, place[1]).stripTrailing() + "\n" + method() + source.substring(place[1]))
                    .getBytes(StandardCharsets.UTF_8));
            // It says where in the source something stands.
            all.remove(name + ".debug_pkl");
        }
        return zip(all);
    }

    private String method() {
        StringBuilder text = new StringBuilder();
        text.append("  def ").append(BUFFERS).append("(self: ").append(root).append(") -> List[Tensor]:\n");
        List<String> given = new ArrayList<>();
        int names = 0;
        for (List<String> path : buffers) {
            String at = "self";
            for (String member : path) {
                String next = "b" + names++;
                text.append("    %s = getattr(%s, \"%s\")\n".formatted(next, at, member));
                at = next;
            }
            given.add(at);
        }
        return text.append("    return [").append(String.join(", ", given)).append("]\n").toString();
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> one : entries.entrySet()) {
                CRC32 sum = new CRC32();
                sum.update(one.getValue());
                ZipEntry entry = new ZipEntry(one.getKey());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(one.getValue().length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(one.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }
}
