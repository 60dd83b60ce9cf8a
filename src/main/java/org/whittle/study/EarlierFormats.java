package org.whittle.study;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What earlier releases meant by what they did not write: the one table of defaults by format. A study that is resumed
 * after an upgrade goes on by the rules that it began with.
 *
 * <p>The rule for a change, which {@code ledger/package-info.java} explains:
 * <ul>
 * <li>A new component of a record that goes into {@code study.json}, the ledger or an outcome gets a line in
 *     {@link #FIELDS}: from which format on it is written, and what its absence means before. (In files of that format
 *     or a later one, its absence is damage.)
 * <li>A new setting whose default is not what earlier releases did, and a setting whose default changes, get a line in
 *     {@link #SETTINGS} with the old behaviour. A new setting whose default is what was always done needs none.
 * <li>If the format was released already, {@link #FORMAT} goes up by one.
 * </ul>
 */
public final class EarlierFormats {

    /** Of the study directory, as this release writes it: {@code study.json}, ledger and outcomes. */
    public static final int FORMAT = 5;

    /**
     * The format of files that name none.
     *
     * <p>Format 1: release 0.1. Format 2: sums and the chain of commits; the fields and settings below. Format 3:
     * finalists of the search; trials that were trained again; trainers of the user's own. Format 4: the device that
     * cohorts are planned for. Format 5: folds.
     */
    public static final int FIRST = 1;

    private static final List<Field> FIELDS = List.of(
            new Field("Commit", "before", 2, "\"\""),
            new Field("Cohort", "format", 2, "1"),
            new Field("Claim", "format", 2, "1"),
            new Field("Heartbeat", "format", 2, "1"),
            // Nobody asked what a constant prediction would reach.
            new Field("Completed", "constantLoss", 2, "\"NaN\""),
            new Field("FinalModel", "constantLoss", 2, "\"NaN\""),
            new Field("FinalModel", "validationRows", 2, "0"),
            new Field("FinalModel", "failure", 3, "\"\""),
            // Release 0.1 chose as later ones do, and did not say what.
            new Field("StudyOpened", "chosen", 2, "{}"),
            // Cohorts were planned for cores, also where they were trained on GPUs.
            new Field("StudyOpened", "device", 4, "{\"name\": \"core\", \"mebibytes\": 0, \"capability\": \"\"}"),
            new Field("Execution", "machine", 2, "\"\""),
            // There was one division into training and validation rows.
            new Field("Completed", "fold", 5, "0"),
            new Field("Diverged", "fold", 5, "0"),
            new Field("Failed", "fold", 5, "0"),
            new Field("RungPlan", "folds", 5, "1"),
            new Field("RungFinished", "folds", 5, "[]"),
            new Field("Finalist", "folds", 5, "[]"),
            // Before there were rules to compare, a search that had ended stayed so.
            new Field("SearchEnded", "rules", 2, "\"\""));

    private static final List<Setting> SETTINGS = List.of(
            // Trials were compared by what they showed last.
            new Setting("training.keep", 2, "last-epoch"),
            // Only an empty cell was missing.
            new Setting("data.missing", 2, "[]"),
            // One size for every device.
            new Setting("cohort.max-size", 4, "64"),
            new Setting("cohort.max-memory", 4, "1024"),
            // A search that a rule ended was over.
            new Setting("stop.finalists", 3, "0"));

    /**
     * A component of a record that older formats have not.
     *
     * @param type simple name of the record's class
     * @param since the format from which on it is written
     * @param meaning its value in files of older formats, as JSON
     */
    public record Field(String type, String name, int since, String meaning) {
    }

    /**
     * A setting that older releases had not, or that had another default.
     *
     * @param path as in {@code reference.conf}
     * @param since the format from which on the default in {@code reference.conf} holds
     * @param meaning its default in studies of older formats, as HOCON
     */
    public record Setting(String path, int since, String meaning) {
    }

    private EarlierFormats() {
    }

    /** All that is known of fields. */
    public static List<Field> fields() {
        return FIELDS;
    }

    /** All that is known of settings. */
    public static List<Setting> settings() {
        return SETTINGS;
    }

    /** What fields of a type mean where a file of the format lacks them: names to JSON. */
    public static Map<String, String> fields(String type, int format) {
        Map<String, String> missing = new TreeMap<>();
        FIELDS.stream()
                .filter(f -> f.type().equals(type) && format < f.since())
                .sorted(Comparator.comparing(Field::since))
                .forEach(f -> missing.putIfAbsent(f.name(), f.meaning()));
        return missing;
    }

    /** The defaults of a study of the format, where they are not those of {@code reference.conf}: paths to HOCON. */
    public static SortedMap<String, String> settings(int format) {
        SortedMap<String, String> defaults = new TreeMap<>();
        // The first format after the study's that changed a default says what it was before.
        SETTINGS.stream().filter(s -> format < s.since()).sorted(Comparator.comparing(Setting::since))
                .forEach(s -> defaults.putIfAbsent(s.path(), s.meaning()));
        return defaults;
    }
}
