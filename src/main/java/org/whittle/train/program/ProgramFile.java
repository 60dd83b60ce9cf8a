package org.whittle.train.program;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A program as the engine loads it: TorchScript in a zip of four small entries, the same bytes for the same text.
 *
 * <pre>
 *   program/data.pkl             the module: an object of the class {@code __torch__.Program}, without tensors
 *   program/code/__torch__.py    that class: its methods, as TorchScript's source
 *   program/constants.pkl        an empty tuple
 *   program/version              of the format: 3
 * </pre>
 */
final class ProgramFile {

    private static final String CLASS = "Program";
    /** What archives have that need nothing newer. */
    private static final String VERSION = "3\n";
    /** In local time, so that it is the same everywhere; a day later than what makes zips say it twice. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 2, 0, 0);

    private ProgramFile() {
    }

    /** @param methods of the module, in TorchScript's source, each line indented by two blanks at least */
    static byte[] of(String methods) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", module());
            store(zip, "code/__torch__.py", ("class " + CLASS + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n"
                    + "  training : bool\n" + methods).getBytes(StandardCharsets.UTF_8));
            store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** An object with one field, in Python's pickle protocol 2: class, no arguments, new object, fields, build. */
    private static byte[] module() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x80, 2});
        out.writeBytes(("c__torch__\n" + CLASS + "\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(new byte[] {')', (byte) 0x81, '}', '(', 'X', 8, 0, 0, 0});
        out.writeBytes("training".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'});
        return out.toByteArray();
    }

    // Stored, not compressed: the bytes then do not depend on a compressor's version.
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry("program/" + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
