import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.space.Configuration;
import org.whittle.study.LedgerEvent.BracketOpened;
import org.whittle.study.LedgerEvent.Proposal;
import org.whittle.study.LedgerEvent.Tested;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;
import org.whittle.goal.Direction;
import org.whittle.goal.Estimate;
import org.whittle.goal.Metric;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.work.TestResult;
import org.whittle.goal.TrialId;

/**
 * Reads pairs of studies, with population based training and without, and prints what they reached: the best trial of
 * the population, which the baseline is not part of, on validation rows; the winner, which it may be, on test rows.
 */
final class Generations {

    private record Reached(double validation, int epochs, SortedMap<String, Estimate> test) {
    }

    private Generations() {
    }

    /** @param arguments folder of the studies, seeds, metric, file for the figures */
    public static void main(String[] arguments) throws IOException {
        int seeds = Integer.parseInt(arguments[1]);
        Metric metric = Metric.ofKey(arguments[2]).orElseThrow();
        Objective objective = new Objective(metric.key(), metric.direction());
        List<double[]> differences = new ArrayList<>();
        System.out.printf(
                "%5s  %-25s %-25s %-25s%n",
                "", "validation " + objective.metric(), "winner's test accuracy", "winner's test log-loss");
        System.out.printf("%5s  %-25s %-25s %-25s%n", "seed", "pbt     fixed   diff", "pbt     fixed   diff",
                "pbt     fixed   diff");
        for (int seed = 1; seed <= seeds; seed++) {
            StudyState pbt = state(arguments[0] + "/pbt-" + seed);
            StudyState fixed = state(arguments[0] + "/fixed-" + seed);
            if (!population(pbt).equals(population(fixed))) {
                throw new IllegalStateException("The populations of seed %d differ".formatted(seed));
            }
            Reached a = reached(pbt, objective);
            Reached b = reached(fixed, objective);
            if (a.epochs() != b.epochs()) {
                throw new IllegalStateException("Not as many epochs: %d and %d".formatted(a.epochs(), b.epochs()));
            }
            double[][] pairs = {{a.validation(), b.validation()}, {value(a, "accuracy"), value(b, "accuracy")},
                {value(a, "log-loss"), value(b, "log-loss")}};
            StringBuilder row = new StringBuilder("%5d".formatted(seed));
            double[] difference = new double[pairs.length];
            for (int i = 0; i < pairs.length; i++) {
                difference[i] = pairs[i][0] - pairs[i][1];
                row.append(String.format(Locale.ROOT, "  %.4f  %.4f %+.4f ", pairs[i][0], pairs[i][1], difference[i]));
            }
            differences.add(difference);
            System.out.println(row.toString().stripTrailing());
        }
        String[] measured = {"validation " + objective.metric(), "test accuracy", "test log-loss"};
        boolean[] more = {objective.direction() == Direction.MAXIMIZE, true, false};
        List<String> rows = new ArrayList<>();
        StringBuilder mean = new StringBuilder("mean difference ± standard error: ");
        for (int i = 0; i < 3; i++) {
            int column = i;
            double[] d = differences.stream().mapToDouble(row -> row[column]).toArray();
            mean.append(String.format(Locale.ROOT, "%s %+.4f ± %.4f", i == 0 ? "" : ",", mean(d), standardError(d)));
            // Not worse, two standard errors aside.
            double bound = 2 * standardError(d);
            rows.add(String.join("\t", measured[i] + ", pbt less fixed", Double.toString(mean(d)), "difference",
                    more[i] ? Double.toString(-bound) : "-", more[i] ? "-" : Double.toString(bound), "0"));
        }
        System.out.println(mean);
        Files.write(Path.of(arguments[3]), rows);
    }

    private static StudyState state(String study) {
        return new StudyState(StudyDirectory.read(new HadoopFileStore(study, Map.of())).ledger().read());
    }

    /** What the sampler proposed. */
    private static List<Configuration> population(StudyState state) {
        return state.brackets().stream().filter(b -> b.plan().number() > 0).map(BracketOpened::proposals)
                .flatMap(List::stream).map(Proposal::configuration).toList();
    }

    private static Reached reached(StudyState state, Objective objective) {
        double best = Double.NaN;
        for (Trial trial : state.trials()) {
            boolean finished = trial.state() == Trial.State.FINISHED && !trial.id().equals(TrialId.BASELINE);
            double value = trial.value(Objectives.of(objective));
            if (finished && objective.isBetter(value, best)) {
                best = value;
            }
        }
        TestResult test = state.tested().map(Tested::results).orElseThrow().get(0);
        int epochs = state.trials().stream().mapToInt(t -> t.curve().epochs().size()).sum();
        return new Reached(best, epochs, test.metrics());
    }

    private static double value(Reached reached, String metric) {
        return reached.test().get(metric).value();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double standardError(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }
}
