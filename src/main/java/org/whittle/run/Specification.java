package org.whittle.run;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whittle.config.Draft;
import org.whittle.config.StudyFile;
import org.whittle.config.StudySource;
import org.whittle.net.InputShape;
import org.whittle.study.DataSpec;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;

/**
 * What a study is to do, as its user wrote it: in a study file, in text, or in Java. All three have the same settings
 * ({@code reference.conf}), the same defaults and the same checks. Immutable.
 */
public final class Specification {

    private static final String TEXT = "study";

    private final StudySource source;
    private final List<String> overrides;

    private Specification(StudySource source, List<String> overrides) {
        this.source = source;
        this.overrides = List.copyOf(overrides);
    }

    /**
     * A study file.
     *
     * @param path of a local HOCON or JSON file, or {@code classpath:} and the name of a resource
     */
    public static Specification file(String path) {
        return new Specification(new StudySource.OfFile(path), List.of());
    }

    /** The text of a study file. */
    public static Specification text(String hocon) {
        return new Specification(new StudySource.OfText(TEXT, hocon), List.of());
    }

    /**
     * The specification of a study that is to be resumed, as its directory has it: no file is needed.
     *
     * <p>A directory may have been written by somebody else. Unless it is trusted, settings of Spark and options of its
     * readers that may load code are left aside, and a study whose trainer is a command is refused.
     *
     * @param directory of the study
     * @param trusted whether all that it says is to be done
     * @throws InvalidInputException if there is no study, it is damaged, or it may not be resumed so
     */
    public static Specification study(String directory, boolean trusted) {
        return RecordedStudy.of(directory, trusted).specification();
    }

    /**
     * A study put together in Java.
     *
     * @param name of the study: letters, digits, dots, hyphens and underscores
     */
    public static SpecificationBuilder named(String name) {
        return new SpecificationBuilder(name);
    }

    static Specification of(StudySource settings) {
        return new Specification(settings, List.of());
    }

    /**
     * The same with another value of a setting.
     *
     * @param setting its path, such as {@code search.eta}
     * @param value as it would be written in a study file; one that begins with a bracket, brace or quote is HOCON
     */
    public Specification with(String setting, String value) {
        return with(List.of(setting + "=" + value));
    }

    /**
     * The same with other values of settings.
     *
     * @param settings each {@code key=value}, as on the command line; the last of equals counts
     */
    public Specification with(List<String> settings) {
        return new Specification(source, Stream.concat(overrides.stream(), settings.stream()).toList());
    }

    /**
     * The study.
     *
     * @throws InvalidInputException with a line for everything that is wrong
     */
    public StudySpec read() {
        return StudyFile.read(source, overrides);
    }

    /** The study as far as it can be understood, with all that is wrong with it. */
    public Draft draft() {
        return StudyFile.draft(source, overrides);
    }

    /** The same for a study that is to be resumed: what was good enough for it to begin is noted, and no problem. */
    public Draft begun() {
        return begun(EarlierFormats.FORMAT, new TreeMap<>());
    }

    /**
     * For a study that is resumed.
     *
     * @param format of its directory
     * @param chosen what {@code auto} stood for when it was opened
     */
    Draft begun(int format, SortedMap<String, String> chosen) {
        return StudyFile.begun(source, overrides, format, chosen);
    }

    /** What is wrong with the study, now that it is known what rows are. */
    public List<InputProblem> misfits(InputShape rows) {
        return StudyFile.misfits(source, overrides, rows);
    }

    /** For rows that are given as a table of Spark's, in place of {@code data.path}. */
    Specification onGivenRows() {
        List<String> settings = new ArrayList<>(overrides);
        settings.add("data.format=" + DataSpec.GIVEN);
        settings.add("data.path=the dataset");
        return new Specification(source, settings);
    }
}
