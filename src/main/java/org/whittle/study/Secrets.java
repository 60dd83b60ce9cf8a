package org.whittle.study;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/**
 * Values of settings that nobody is to read: passwords, tokens, and what came from the environment. They are known from
 * the moment at which a study file is read, so that whatever this process prints or logs can be cleared of them, an
 * exception's message that quotes a connection's address too. Records of a study never hold them in the first place.
 */
public final class Secrets {

    private static final String SHOWN = "(redacted)";
    /** Shorter ones occur by chance. */
    private static final int SHORTEST = 4;
    /** Not worth hiding, and common in messages: truth values, numbers, sizes, times. */
    private static final Pattern PLAIN = Pattern.compile("true|false|[0-9.]+ ?[a-zA-Z]{0,2}");

    // Of this process: a message may quote a secret of whichever study file was read.
    private static final Set<String> VALUES = new ConcurrentSkipListSet<>();

    private Secrets() {
    }

    /** @param certain that it is a secret; otherwise values that say little are not hidden */
    public static void keep(String value, boolean certain) {
        if (value.length() >= SHORTEST && (certain || !PLAIN.matcher(value).matches())) {
            VALUES.add(value);
        }
    }

    /** The text without any secret. */
    public static String without(String text) {
        if (text == null || VALUES.isEmpty()) {
            return text;
        }
        // The longest first: one may be a part of another.
        List<String> longestFirst = VALUES.stream()
                .filter(text::contains)
                .sorted(Comparator.comparing(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
        String clear = text;
        for (String value : longestFirst) {
            clear = clear.replace(value, SHOWN);
        }
        return clear;
    }

    /** A stream whose texts arrive without secrets. */
    public static PrintStream clear(PrintStream out) {
        return new Clear(out);
    }

    private static final class Clear extends PrintStream {

        Clear(OutputStream out) {
            super(out, true, StandardCharsets.UTF_8);
        }

        /** Whole lines of a log. */
        @Override
        public void write(byte[] bytes, int from, int length) {
            byte[] clear = VALUES.isEmpty() ? null
                    : without(new String(bytes, from, length, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
            super.write(clear == null ? bytes : clear, clear == null ? from : 0, clear == null ? length : clear.length);
        }

        @Override
        public void print(String text) {
            super.print(without(text));
        }

        @Override
        public void println(String text) {
            super.println(without(text));
        }

        @Override
        public void println(Object value) {
            println(String.valueOf(value));
        }
    }
}
