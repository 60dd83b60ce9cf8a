package org.whittle.space;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One point of a search space: the values of its active parameters.
 *
 * @param values by name; each a {@link String}, {@link Boolean}, {@link Integer} or {@link Double}
 */
public record Configuration(SortedMap<String, Object> values) implements Serializable {

    public Configuration {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public static Configuration of(Map<String, ?> values) {
        return new Configuration(new TreeMap<>(values));
    }

    /** The value of a parameter; empty if it is not active. */
    public Optional<Object> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * 16 hexadecimal digits that are equal for equal values, in every JVM: names checkpoints, finds duplicates.
     */
    public String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }

    // The type is part of the text: the choices "1" and 1 are two values. So are lengths, because a text may hold what
    // stands between values. Numbers are hexadecimal: releases of Java differ in the decimal digits that they print.
    private String canonical() {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> {
            String written = value instanceof Double d ? Double.toHexString(d) : value.toString();
            text.append(name.length()).append(' ').append(name).append('=').append(value.getClass().getSimpleName())
                    .append(' ').append(written.length()).append(' ').append(written).append('\n');
        });
        return text.toString();
    }

    @Override
    public String toString() {
        return values.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).collect(Collectors.joining(", "));
    }
}
