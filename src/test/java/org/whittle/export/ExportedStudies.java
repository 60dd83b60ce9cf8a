package org.whittle.export;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.whittle.config.StudyFile;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.FileStore;

/** Studies that earlier builds wrote, at any moment of their lives. */
final class ExportedStudies {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/0.1-g");

    private static final Map<String, Kept> KEPT = new ConcurrentHashMap<>();

    private record Kept(StudySpec spec, List<LedgerEvent> events, FileStore files) {
    }

    private ExportedStudies() {
    }

    /** As it ended. */
    static ExportedStudy of(String name) {
        return of(name, Integer.MAX_VALUE);
    }

    /** As it was after so many events. */
    static ExportedStudy of(String name, int events) {
        Kept kept = KEPT.computeIfAbsent(name, ExportedStudies::read);
        return ExportedStudy.of(kept.spec(), new StudyState(kept.events().subList(0,
                Math.min(events, kept.events().size()))), kept.files()).orElseThrow();
    }

    private static Kept read(String name) {
        FileStore files = new HadoopFileStore(GOLDEN.resolve(name).toString(), Map.of());
        try (StudyDirectory study = StudyDirectory.read(files)) {
            return new Kept(StudyFile.rebuild(study.study().settings(), study.study().format()),
                    study.ledger().read(), files);
        }
    }

    static int events(String name) {
        return of(name).state().events().size();
    }

    /** Where it lies. */
    static String directory(String name) {
        return GOLDEN.resolve(name).toString();
    }
}
