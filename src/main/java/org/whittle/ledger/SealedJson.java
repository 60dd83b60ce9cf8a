package org.whittle.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * JSON that ends with a sum of itself: the last field, {@value #SUM}, is the SHA-256 of all bytes that stand before its
 * comma. It finds what disks, copies and editors change. It has no key, so it does not find what somebody changes who
 * writes a new sum beside it.
 */
final class SealedJson {

    /** The field. */
    static final String SUM = "sha256";

    /** The first format whose files are sealed. */
    static final int SINCE = 2;

    private static final String BEGIN = ",\n  \"" + SUM + "\" : \"";
    private static final String END = "\"\n}";
    private static final int DIGITS = 64;
    private static final int LENGTH = BEGIN.length() + DIGITS + END.length();

    private SealedJson() {
    }

    /** @param object a JSON object with a field at least, ending with its brace */
    static byte[] seal(byte[] object) {
        int length = object.length - 1;
        while (Character.isWhitespace(object[length - 1])) {
            length--;
        }
        byte[] sum = (BEGIN + digest(Arrays.copyOf(object, length)) + END).getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = Arrays.copyOf(object, length + sum.length);
        System.arraycopy(sum, 0, sealed, length, sum.length);
        return sealed;
    }

    /**
     * @param file for the message
     * @throws DamagedFileException if the content is not what was sealed
     */
    static void requireIntact(byte[] content, String file) {
        int length = content.length - LENGTH;
        if (length < 1) {
            throw changed(file);
        }
        String expected = BEGIN + digest(Arrays.copyOf(content, length)) + END;
        if (!Arrays.equals(content, length, content.length, expected.getBytes(StandardCharsets.US_ASCII), 0, LENGTH)) {
            throw changed(file);
        }
    }

    static DamagedFileException changed(String file) {
        return new DamagedFileException(
                ("%s is damaged: its content does not match its checksum. Put the file of a copy "
                                + "back; without one, begin the study anew.")
                        .formatted(file));
    }

    /** SHA-256 in hexadecimal digits. */
    static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
