package org.whittle.config.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line to append to a study file that takes a problem away, found in the sentence that tells of the problem: what
 * is wrong with {@code a.b = 1}, and behind the last "; write" either {@code a.c = 2} or a value for {@code a.b}. Said
 * once, in the sentence, so that the two cannot differ.
 */
public final class Remedy {

    private static final Pattern WRITE = Pattern.compile(
            "; (?:write|leave out [^;]*, or write) (?:at most |at least )?([^;]+?)(?:, for instance|, such as .*)?$");
    private static final Pattern ASSIGNMENT = Pattern.compile("^([a-z][A-Za-z0-9.\"_-]*)(\\[\\d+])? = .*");
    private static final Pattern SETTING = Pattern.compile("^[a-z][a-z0-9-]*(\\.[A-Za-z0-9\"_-]+)*\\s*(\\+?=|\\{).*");

    private Remedy() {
    }

    /**
     * @param setting that the problem is with, as its path
     * @param what the sentence
     */
    public static Optional<String> of(String setting, String what) {
        Matcher write = WRITE.matcher(what);
        if (!write.find()) {
            return what.endsWith("; leave it out") && ASSIGNMENT.matcher(what).matches()
                    ? Optional.of(setting + " = null") : Optional.empty();
        }
        String remedy = write.group(1).strip();
        if (SETTING.matcher(remedy).matches() && !remedy.contains("...")) {
            return hocon(remedy);
        }
        String first = remedy.split(" \\| ")[0];
        return ASSIGNMENT.matcher(what).matches() && what.startsWith(plain(setting) + " = ")
                && !first.contains(" as ") ? hocon(setting + " = " + first) : Optional.empty();
    }

    private static String plain(String path) {
        try {
            List<String> keys = ConfigUtil.splitPath(path);
            return String.join(".", keys);
        } catch (ConfigException e) {
            return path;
        }
    }

    private static Optional<String> hocon(String line) {
        try {
            ConfigFactory.parseString(line);
            return Optional.of(line);
        } catch (ConfigException e) {
            return Optional.empty();
        }
    }
}
