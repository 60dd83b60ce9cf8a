import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent;
import org.whittle.study.LedgerEvent.RungFinished;
import org.whittle.work.TrialOutcome;

/**
 * Reads a finished study's ledger and prints its epochs per second, from the first fifth of its epochs on. A task's time
 * is that of the file with its outcomes: rungs that run at once are committed in bursts.
 */
final class Throughput {

    /** A task that has ended; seconds of all its trials. */
    private record Task(double ended, long epochs, double training, double seconds) {
    }

    private Throughput() {
    }

    public static void main(String[] arguments) throws IOException {
        Path study = Path.of(arguments[0]);
        int cores = Integer.parseInt(arguments[1]);
        List<Task> tasks = new ArrayList<>();
        for (LedgerEvent event : StudyDirectory.read(new HadoopFileStore(study.toString(), Map.of())).ledger().read()) {
            if (event instanceof RungFinished rung) {
                tasks.addAll(tasks(study, rung));
            }
        }
        tasks.sort(Comparator.comparingDouble(Task::ended));
        long total = tasks.stream().mapToLong(Task::epochs).sum();
        long seen = 0;
        int first = 0;
        while (seen < total * 0.2) {
            seen += tasks.get(first++).epochs();
        }
        List<Task> measured = tasks.subList(first, tasks.size());
        double seconds = tasks.get(tasks.size() - 1).ended() - tasks.get(first - 1).ended();
        double slots = cores * seconds;
        double training = measured.stream().mapToDouble(Task::training).sum();
        double other = measured.stream().mapToDouble(Task::seconds).sum() - training;
        System.out.printf(Locale.ROOT, "%d cores: %.1f epochs/s in steady state (%d epochs in %.1f s), "
                + "%.1f %% of slot time outside training: %.1f %% evaluation, checkpoints and set-up, "
                + "%.1f %% between tasks%n", cores, (total - seen) / seconds, total - seen, seconds,
                100 * (1 - training / slots), 100 * other / slots, 100 * (1 - (training + other) / slots));
    }

    private static List<Task> tasks(Path study, RungFinished rung) throws IOException {
        List<Task> tasks = new ArrayList<>();
        Map<String, List<TrialOutcome>> cohorts =
                rung.outcomes().stream().collect(Collectors.groupingBy(outcome -> outcome.execution().cohort()));
        for (List<TrialOutcome> cohort : cohorts.values()) {
            Path file = study.resolve("outcomes/bracket=%d/rung=%d/cohort-of-trial=%s.json".formatted(rung.bracket(),
                    rung.rung(), cohort.stream().map(TrialOutcome::trial).sorted().findFirst().orElseThrow()));
            tasks.add(new Task(Files.getLastModifiedTime(file).toMillis() / 1000.0,
                    cohort.stream().mapToLong(outcome -> outcome.epochs().size()).sum(),
                    cohort.stream().mapToDouble(outcome -> outcome.execution().trainingSeconds()).sum(),
                    cohort.stream().mapToDouble(outcome -> outcome.execution().seconds()).sum()));
        }
        return tasks;
    }
}
