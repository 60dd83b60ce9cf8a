package org.whittle.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.whittle.study.InvalidInputException;
import picocli.CommandLine.Option;

/**
 * What stands for names in braces in a study's directory, such as {@code s3a://studies/churn-{day}}. There are no
 * values but those that are given, above all no date: a command that a scheduler repeats after midnight names the same
 * study.
 */
final class StudyPlace {

    private static final Pattern NAME = Pattern.compile("\\{([^{}]*)}");
    /** What all file systems take in a name: HDFS has no colons, and a slash would be another directory. */
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_+=@.-]*[A-Za-z0-9_+=@-][A-Za-z0-9_+=@.-]*");

    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description = "stands for {NAME} in the study's directory, such as --var day=2026-11-27; repeatable")
    private Map<String, String> values = new TreeMap<>();

    /**
     * A directory with its names replaced.
     *
     * @throws InvalidInputException with a line for each name without a value, value without a name, and value that no
     *     file's name can hold
     */
    String of(String directory) {
        return of(directory, values);
    }

    static String of(String directory, Map<String, String> values) {
        List<String> problems = new ArrayList<>();
        List<String> names = NAME.matcher(directory).results().map(found -> found.group(1)).toList();
        names.stream().distinct().filter(name -> !values.containsKey(name)).forEach(name -> problems.add(
                "the study's directory %s has {%s}, but no value is given for it; write --var %s=VALUE"
                        .formatted(directory, name, name.isEmpty() ? "NAME" : name)));
        new TreeMap<>(values).forEach((name, value) -> {
            if (!names.contains(name)) {
                problems.add("--var %s=%s: the study's directory %s has no {%s}; write it there, or leave --var out"
                        .formatted(name, value, directory, name));
            } else if (!VALUE.matcher(value).matches()) {
                problems.add(("--var %s=%s: a directory's name is made of letters, digits and . _ - + = @; write for "
                        + "instance --var %s=2026-11-27").formatted(name, value, name));
            }
        });
        if (!problems.isEmpty()) {
            throw new InvalidInputException(problems);
        }
        return NAME.matcher(directory).replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
    }
}
