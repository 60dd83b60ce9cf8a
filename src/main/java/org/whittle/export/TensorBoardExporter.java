package org.whittle.export;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;
import org.whittle.study.Trial;
import org.whittle.work.FileStore;

/**
 * Event files that TensorBoard reads: a run for each trial with its curves, and HParams with all trials.
 *
 * <pre>
 *   digits-3f2a9c01/events.out.tfevents.1764241200.whittle.0000.study          which parameters there are
 *   digits-3f2a9c01/trial-00017/….whittle.0000.00001-00003                     its configuration, epochs 1 to 3
 *                               ….whittle.0001.00004-00009                     what it trained when it was promoted
 *                               ….whittle.0002.end-00009                       how it ended
 * </pre>
 *
 * <p>A file is written once and whole. Their names say what is there already, so that whoever comes after goes on
 * behind it; and they follow one another in the order of the alphabet, as TensorBoard reads them while a study runs.
 */
public final class TensorBoardExporter implements Exporter {

    /** The tag of what a trial is worth, at its representative epoch. */
    static final String OBJECTIVE = "objective";

    private static final Pattern PART = Pattern.compile(".*\\.whittle\\.(\\d+)\\.(?:\\d+|end)-(\\d+)");

    private final FileStore target;
    private final Map<TrialId, Written> written = new TreeMap<>();
    private boolean described;

    /**
     * What of a trial is there.
     *
     * @param parts files
     * @param epochs the last epoch
     * @param ended the epoch that its newest end is of; −1 if it has none
     */
    private record Written(int parts, int epochs, int ended) {
    }

    /** @param target the directory that TensorBoard is started on */
    public TensorBoardExporter(FileStore target) {
        this.target = target;
    }

    @Override
    public String name() {
        return "export.tensorboard";
    }

    @Override
    public String place() {
        return "tensorboard --logdir " + target.locate("").replaceFirst("^file:(//)?/", "/");
    }

    @Override
    public void export(ExportedStudy study) throws IOException {
        String home = home(study);
        if (!described) {
            String file = "%s/%s".formatted(home, file(study, 0, "study"));
            if (!target.exists(file)) {
                target.writeNew(file, new EventFile(study.opened().at())
                        .plugin(study.opened().at(), HParams.EXPERIMENT, HParams.PLUGIN, HParams.experiment(study))
                        .toBytes());
            }
            described = true;
        }
        if (!study.isSettled()) {
            return;
        }
        for (Trial trial : study.trials()) {
            export(study, trial, "%s/%s".formatted(home, ExportedStudy.name(trial)));
        }
    }

    /** The study's directory within the target. */
    static String home(ExportedStudy study) {
        return "%s-%s".formatted(study.opened().name(), study.identity().substring(0, 8));
    }

    private void export(ExportedStudy study, Trial trial, String directory) throws IOException {
        Written before = written.get(trial.id());
        if (before == null) {
            before = found(target.list(directory));
        }
        Written now = before;
        int from = now.epochs();
        List<EpochRecord> news = trial.curve().epochs().stream().filter(epoch -> epoch.epoch() > from).toList();
        if (!news.isEmpty()) {
            int last = news.get(news.size() - 1).epoch();
            EventFile events = new EventFile(study.start(trial));
            if (now.parts() == 0) {
                start(study, trial, events);
            }
            for (EpochRecord epoch : news) {
                Instant at = study.end(trial, epoch);
                epoch.metrics().forEach((metric, value) -> events.scalar(at, epoch.epoch(), metric, value));
            }
            target.writeNew("%s/%s".formatted(directory, file(study, now.parts(),
                    "%05d-%05d".formatted(news.get(0).epoch(), last))), events.toBytes());
            now = new Written(now.parts() + 1, last, now.ended());
        }
        if (ExportedStudy.hasEnded(trial) && trial.epochs() > now.ended()) {
            target.writeNew("%s/%s".formatted(directory, file(study, now.parts(),
                    "end-%05d".formatted(trial.epochs()))), end(study, trial, now.parts() == 0));
            now = new Written(now.parts() + 1, Math.max(now.epochs(), trial.epochs()), trial.epochs());
        }
        written.put(trial.id(), now);
    }

    private static byte[] end(ExportedStudy study, Trial trial, boolean first) {
        Instant at = study.end(trial);
        EventFile events = new EventFile(at);
        if (first) {
            start(study, trial, events);
        }
        study.objective(trial).ifPresent(value -> events.scalar(at,
                trial.representative(study.spec().objectives()).map(EpochRecord::epoch).orElse(0), OBJECTIVE, value));
        return events.plugin(at, HParams.SESSION_END, HParams.PLUGIN, HParams.end(study, trial)).toBytes();
    }

    private static void start(ExportedStudy study, Trial trial, EventFile events) {
        events.plugin(study.start(trial), HParams.SESSION_START, HParams.PLUGIN, HParams.start(study, trial));
    }

    private static Written found(List<String> names) {
        int parts = 0;
        int epochs = 0;
        int ended = -1;
        for (String name : names) {
            Matcher part = PART.matcher(name);
            if (part.matches()) {
                parts = Math.max(parts, Integer.parseInt(part.group(1)) + 1);
                int epoch = Integer.parseInt(part.group(2));
                epochs = Math.max(epochs, epoch);
                ended = name.contains(".end-") ? Math.max(ended, epoch) : ended;
            }
        }
        return new Written(parts, epochs, ended);
    }

    private static String file(ExportedStudy study, int part, String what) {
        return "events.out.tfevents.%010d.whittle.%04d.%s".formatted(study.opened().at().getEpochSecond(), part, what);
    }
}
