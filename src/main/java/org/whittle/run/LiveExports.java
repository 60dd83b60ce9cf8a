package org.whittle.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.whittle.export.ExportQueue;
import org.whittle.export.ExportedStudy;
import org.whittle.export.Exporter;
import org.whittle.export.MlflowExporter;
import org.whittle.export.TensorBoardExporter;
import org.whittle.study.Exports;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.FileStore;

/**
 * Keeps a study elsewhere while it runs: has the events of its ledger, and lets those who export look at them.
 */
final class LiveExports implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** What a study waits for at its end: files of a model may be large. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<LedgerEvent> events;
    private final List<ExportQueue> queues = new ArrayList<>();
    private final StudySpec spec;
    private final FileStore files;

    private LiveExports(StudySpec spec, FileStore files, List<LedgerEvent> past) {
        this.spec = spec;
        this.files = files;
        this.events = new ArrayList<>(past);
    }

    /** @throws InvalidInputException if a place is none that there can be */
    static void requireUsable(Exports exports) {
        exporters(exports, name -> null);
    }

    /**
     * @param past what the ledger has; asked only if there is somebody to tell
     * @param notes told of places that do not answer, a line each
     */
    static LiveExports of(StudySpec spec, FileStore files, Supplier<List<LedgerEvent>> past,
                          Consumer<String> notes) {
        List<Exporter> exporters = exporters(spec.exports(), System::getenv);
        LiveExports exports = new LiveExports(spec, files, exporters.isEmpty() ? List.of() : past.get());
        exporters.forEach(exporter -> exports.queues.add(
                new ExportQueue(exporter, exports::now, notes, PAUSE, PATIENCE)));
        exports.queues.forEach(ExportQueue::offer);
        return exports;
    }

    private static List<Exporter> exporters(Exports exports, Function<String, String> environment) {
        List<Exporter> exporters = new ArrayList<>();
        exports.mlflow().ifPresent(server -> exporters.add(new MlflowExporter(server, environment)));
        exports.tensorboard().ifPresent(path -> {
            try {
                exporters.add(new TensorBoardExporter(SparkStart.files(path)));
            } catch (InvalidInputException unknown) {
                throw new InvalidInputException(
                        ("export.tensorboard.path = %s is on no file system that is known here; "
                                        + "write a path such as /data/runs or hdfs://host/runs")
                                .formatted(path));
            }
        });
        return exporters;
    }

    /** Whoever exports hears of it in a while; returns at once. */
    void committed(List<LedgerEvent> more) {
        if (!queues.isEmpty()) {
            synchronized (events) {
                events.addAll(more);
            }
            queues.forEach(ExportQueue::offer);
        }
    }

    private Optional<ExportedStudy> now() {
        List<LedgerEvent> all;
        synchronized (events) {
            all = List.copyOf(events);
        }
        return ExportedStudy.of(spec, new StudyState(all), files);
    }

    /** Sends nothing more. */
    void abandon() {
        queues.forEach(ExportQueue::abandon);
    }

    /** Sends what is left, as long as its patience lasts. */
    @Override
    public void close() {
        queues.forEach(ExportQueue::close);
    }
}
