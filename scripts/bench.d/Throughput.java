import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent;
import org.whittle.study.LedgerEvent.RungFinished;

/** Reads a finished study's ledger and prints its epochs per second, from the first fifth of its epochs on. */
final class Throughput {

    private Throughput() {
    }

    public static void main(String[] arguments) throws IOException {
        Path study = Path.of(arguments[0]);
        int cores = Integer.parseInt(arguments[1]);
        List<LedgerEvent> events = StudyDirectory.read(new HadoopFileStore(study.toString(), Map.of())).ledger().read();
        List<Path> commits;
        try (Stream<Path> files = Files.list(study.resolve("ledger"))) {
            commits = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
        if (commits.size() != events.size()) {
            throw new IllegalStateException("A commit of several events: their times cannot be told apart");
        }
        long total = events.stream().filter(RungFinished.class::isInstance).mapToLong(e -> epochs((RungFinished) e)).sum();
        long seen = 0;
        long epochs = 0;
        double training = 0;
        double begin = 0;
        double end = 0;
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof RungFinished rung) {
                end = Files.getLastModifiedTime(commits.get(i)).toMillis() / 1000.0;
                if (begin > 0) {
                    epochs += epochs(rung);
                    training += rung.outcomes().stream().mapToDouble(o -> o.execution().trainingSeconds()).sum();
                }
                seen += epochs(rung);
                if (begin == 0 && seen >= total * 0.2) {
                    begin = end;
                }
            }
        }
        System.out.printf(Locale.ROOT, "%d cores: %.1f epochs/s in steady state (%d epochs in %.1f s), "
                + "%.1f %% of slot time outside training%n", cores, epochs / (end - begin), epochs, end - begin,
                100 * (1 - training / (cores * (end - begin))));
    }

    private static long epochs(RungFinished rung) {
        return rung.outcomes().stream().mapToLong(o -> o.epochs().size()).sum();
    }
}
