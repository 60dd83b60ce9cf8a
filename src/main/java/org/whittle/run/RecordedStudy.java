package org.whittle.run;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.config.StudyFile;
import org.whittle.config.StudySource;
import org.whittle.config.hocon.ResolvedSettings;
import org.whittle.config.hocon.SecretSettings;
import org.whittle.data.PreparedData;
import org.whittle.ledger.StudyDirectory;
import org.whittle.ledger.StudyRecord;
import org.whittle.study.Exports;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.work.FileStore;
import org.whittle.work.OwnTraining;

/**
 * A study that goes on by its own record.
 *
 * @param specification of what it is to do
 * @param notes what of the record is not used, and why, a line each
 */
public record RecordedStudy(Specification specification, List<String> notes) {

    private static final String SPARK = "spark";

    public RecordedStudy {
        notes = List.copyOf(notes);
    }

    /** As {@link Specification#study} has it. */
    public static RecordedStudy of(String directory, boolean trusted) {
        FileStore files = SparkStart.files(directory);
        StudyRecord record;
        try (StudyDirectory study = StudyDirectory.read(files)) {
            record = study.study();
        }
        SortedMap<String, String> settings = new TreeMap<>(record.settings());
        List<String> notes = new ArrayList<>();
        Set<String> notKept = ResolvedSettings.notKept(settings, SPARK);
        if (!trusted) {
            StudySpec spec = StudyFile.rebuild(record.settings(), record.format());
            boolean reads = spec.data().isPresent() && !PreparedData.isPrepared(files);
            DirectorySettings kept = DirectorySettings.of(spec.spark(), reads ? spec.data().format() : "",
                    reads ? spec.data().options() : new TreeMap<>());
            requireNoCommand(spec, directory);
            requireKnownSource(reads, kept, spec, directory);
            List<String> left = new ArrayList<>(kept.left());
            left.removeIf(name -> !name.startsWith(SPARK + ".") || notKept.contains(withoutSpark(name)));
            settings.keySet().removeIf(key -> left.contains(nameOf(key)));
            if (!spec.notified().command().isEmpty() || spec.notified().webhook().isPresent()) {
                left.add("notify");
            }
            settings.keySet().removeIf(key -> key.startsWith("notify."));
            if (!spec.exports().equals(Exports.NONE)) {
                left.add("export");
            }
            settings.keySet().removeIf(key -> key.startsWith("export."));
            if (!left.isEmpty()) {
                notes.add(("not taken from the study directory, because others may have written it: %s; add --trust if "
                        + "it is yours, or give them with -- --conf").formatted(String.join(", ", left)));
            }
        }
        settings.forEach((key, value) -> {
            String name = nameOf(key);
            if (notKept.contains(withoutSpark(name)) && SecretSettings.variable(value).isEmpty()
                    && System.getProperty(name) == null) {
                notes.add(("%s is secret, so the study has not kept it; where it is needed, give it with --set or "
                        + "-- --conf").formatted(name));
            }
        });
        return new RecordedStudy(
                Specification.of(
                        new StudySource.OfRecord(files.locate("study.json"), record.format(), settings)), notes);
    }

    private static void requireNoCommand(StudySpec spec, String directory) {
        spec.trainer().map(OwnTraining::call).filter(OwnTraining.Call.OfCommand.class::isInstance).ifPresent(call -> {
            throw refused(directory, "trains by the command "
                    + String.join(" ", ((OwnTraining.Call.OfCommand) call).words()));
        });
    }

    /** Rows that were prepared are in the directory; others are read by what the study names. */
    private static void requireKnownSource(boolean reads, DirectorySettings kept, StudySpec spec, String directory) {
        if (reads && (kept.format().isEmpty() || kept.options().size() < spec.data().options().size())) {
            throw refused(directory, "reads its rows by %s with options of its own".formatted(spec.data().format()));
        }
    }

    private static InvalidInputException refused(String directory, String what) {
        return new InvalidInputException(("The study in %s %s, and a study directory may have been written by others; "
                        + "add --trust if it is yours, or resume it with its study file: whittle tune FILE --study "
                        + "DIR --resume")
                .formatted(directory, what));
    }

    /** Keys are paths; a name may have points of its own. */
    private static String nameOf(String key) {
        return String.join(".", ConfigUtil.splitPath(key));
    }

    private static String withoutSpark(String name) {
        return name.startsWith(SPARK + ".") ? name.substring(SPARK.length() + 1) : "";
    }
}
