package org.whittle.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Ways to damage bytes and texts. */
final class Damage {

    private static final List<String> ODD = List.of(
            "",
            "-1",
            "0",
            "1e999",
            "NaN",
            "Infinity",
            "-0",
            "99999999999999999999",
            "2147483648",
            "1e-400",
            "null",
            "none",
            "true",
            "[]",
            "{}",
            "\"\"",
            "auto",
            "[[[]]]",
            "\u0000",
            "\uFEFF",
            "\uD83D\uDE00",
            "${study.seed}",
            "${nothing}",
            "${?nothing}",
            "0x1F",
            "1_000",
            "1,5",
            "a b",
            "\"",
            "'",
            "\\",
            "\n",
            "# x",
            "//",
            "=",
            "include \"other.conf\"",
            "include required(\"other.conf\")",
            "+= 3",
            "-",
            ".",
            "..",
            "a.b.c",
            "\u2028",
            "\t",
            "´");

    private Damage() {
    }

    /** Bytes changed, lost, doubled or put in. */
    static byte[] bytes(byte[] sound, SplittableRandom random) {
        byte[] bytes = sound.clone();
        for (int times = 1 + random.nextInt(2); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 8 : 200));
            bytes = switch (random.nextInt(7)) {
                case 0 -> changed(bytes, at, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
                case 1 -> changed(bytes, at, (byte) random.nextInt(256));
                case 2 -> joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
                case 3 -> joined(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
                case 4 -> Arrays.copyOf(bytes, at);
                case 5 -> joined(joined(Arrays.copyOf(bytes, at), random(length, random)),
                        Arrays.copyOfRange(bytes, at, bytes.length));
                default -> zeroed(bytes, at, length);
            };
        }
        return bytes;
    }

    /** Words and lines replaced, moved, doubled or lost. */
    static String text(String sound, SplittableRandom random) {
        String text = sound;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            text = switch (random.nextInt(8)) {
                case 0, 1, 2 -> word(text, random);
                case 3 -> lines(text, random);
                case 4 -> bracket(text, random);
                case 5 -> insert(text, odd(random), random);
                case 6 -> insert(text, deep(random), random);
                default -> new String(bytes(text.getBytes(StandardCharsets.UTF_8), random), StandardCharsets.UTF_8);
            };
        }
        return text;
    }

    static String odd(SplittableRandom random) {
        return ODD.get(random.nextInt(ODD.size()));
    }

    private static String word(String text, SplittableRandom random) {
        List<int[]> words = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            int from = i;
            while (i < text.length()
                    && (Character.isLetterOrDigit(text.charAt(i)) || "-._".indexOf(text.charAt(i)) >= 0)) {
                i++;
            }
            if (i > from) {
                words.add(new int[] {from, i});
            }
        }
        if (words.isEmpty()) {
            return text;
        }
        int[] word = words.get(random.nextInt(words.size()));
        int[] other = words.get(random.nextInt(words.size()));
        String replacement = random.nextBoolean() ? odd(random) : text.substring(other[0], other[1]);
        return text.substring(0, word[0]) + replacement + text.substring(word[1]);
    }

    private static String lines(String text, SplittableRandom random) {
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        int at = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
            default -> lines.add(random.nextInt(lines.size()), lines.remove(at));
        }
        return String.join("\n", lines);
    }

    private static String bracket(String text, SplittableRandom random) {
        String brackets = "{}[]()\"=:,#";
        int at = text.isEmpty() ? 0 : random.nextInt(text.length());
        for (int i = at; i < text.length(); i++) {
            if (brackets.indexOf(text.charAt(i)) >= 0) {
                return text.substring(0, i)
                        + (random.nextBoolean() ? "" : brackets.charAt(random.nextInt(brackets.length())))
                        + text.substring(i + 1);
            }
        }
        return text;
    }

    private static String deep(SplittableRandom random) {
        int depth = 1 << random.nextInt(15);
        return switch (random.nextInt(4)) {
            case 0 -> "a={".repeat(depth);
            case 1 -> "[".repeat(depth);
            case 2 -> "x".repeat(depth);
            default -> "(".repeat(depth) + ")".repeat(depth);
        };
    }

    private static String insert(String text, String what, SplittableRandom random) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + what + text.substring(at);
    }

    private static byte[] changed(byte[] bytes, int at, byte value) {
        bytes[at] = value;
        return bytes;
    }

    private static byte[] zeroed(byte[] bytes, int at, int length) {
        Arrays.fill(bytes, at, at + length, (byte) 0);
        return bytes;
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    private static byte[] random(int length, SplittableRandom random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
