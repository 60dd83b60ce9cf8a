package org.whittle.app;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command that goes on with a study, as it can be pasted into a shell. */
final class NextCommand {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
    private static final Pattern SECRET =
            Pattern.compile("(?i)([^=]*(?:secret|passw|passphrase|token|credential|access.?key)[^=]*=).*");

    private NextCommand() {
    }

    /**
     * @param arguments what {@code whittle} was given, {@code tune} first
     * @param home the study directory
     * @param master of Spark; {@code null} if it is left to {@code spark-submit}
     */
    static String resuming(List<String> arguments, String home, String master) {
        List<String> words = new ArrayList<>(arguments);
        boolean repeated = words.contains("--resume=auto");
        words.removeIf("--resume"::equals);
        if (words.stream().noneMatch(word -> word.equals("--study") || word.startsWith("--study="))) {
            words.addAll(List.of("--study", home));
        }
        if (master != null
                && words.stream().noneMatch(word -> word.equals("--master") || word.startsWith("--master="))) {
            words.addAll(List.of("--master", master));
        }
        if (!repeated) {
            words.add("--resume");
        }
        return again(words);
    }

    /** The same command once more. */
    static String again(List<String> words) {
        return "whittle " + words.stream().map(NextCommand::word).collect(Collectors.joining(" "));
    }

    // Secrets are for the user to fill in again: this line ends up in logs of schedulers.
    private static String word(String word) {
        String safe = SECRET.matcher(word).replaceFirst("$1...");
        return PLAIN.matcher(safe).matches() ? safe : "'" + safe.replace("'", "'\\''") + "'";
    }
}
