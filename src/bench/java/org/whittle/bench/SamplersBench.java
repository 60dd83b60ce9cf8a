package org.whittle.bench;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.whittle.goal.Keep;
import org.whittle.sampler.Sampler;
import org.whittle.space.SearchSpace;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/bench samplers}. */
@Command(name = "samplers", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures samplers and schedulers in the real study loop, in virtual time.")
public final class SamplersBench implements Callable<Integer> {

    /** What can be measured. */
    enum Part { LCBENCH, STOP, FINALISTS, SYNTHETIC, FRONTS, TIME }

    private static final String RANDOM = "random";
    /** Seconds a configuration that no sampler should need. */
    private static final double MOST_SECONDS = 0.2;

    @Option(names = "--parts", split = ",", defaultValue = "lcbench,synthetic,fronts,time",
            description = "Which tables to print (default: ${DEFAULT-VALUE}).")
    private List<Part> parts;

    @Option(names = "--methods", split = ",", defaultValue = "random,random+hb",
            description = "What to measure (default: ${DEFAULT-VALUE}).")
    private List<String> methods;

    @Option(names = "--tasks", split = ",",
            defaultValue = "3945,7593,34539,126026,146212,167104,167161,167185,168330,189354",
            description = "OpenML tasks of LCBench (default: ${DEFAULT-VALUE}).")
    private List<String> tasks;

    @Option(names = "--seeds", defaultValue = "20", description = "Runs a task (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--budgets", split = ",", defaultValue = "5,10,20,40",
            description = "In full trainings, increasing (default: ${DEFAULT-VALUE}).")
    private int[] budgets;

    @Option(
            names = "--gains",
            split = ",",
            defaultValue = "2,5,10,20",
            description =
                    "Of part stop: percentage points of accuracy that 1000 epochs must bring (default: "
                            + "${DEFAULT-VALUE}).")
    private double[] gains;

    @Option(names = "--finalists", split = ",", defaultValue = "1,3,5",
            description = "Of part finalists: how many, beside none (default: ${DEFAULT-VALUE}).")
    private int[] finalists;

    @Option(names = "--evaluations", defaultValue = "60",
            description = "Of a synthetic function, in a run; twice as many with two objectives "
                    + "(default: ${DEFAULT-VALUE}).")
    private int evaluations;

    @Option(names = "--threads", defaultValue = "1", description = "Runs at once (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--keep",
            defaultValue = "best_epoch",
            description =
                    "Which epoch speaks for a trial, and is shipped: best_epoch or last_epoch (default: "
                            + "${DEFAULT-VALUE}).")
    private Keep keep;

    @Option(names = "--by-task", description = "Print each task's mean as well.")
    private boolean byTask;

    @Option(names = "--data", defaultValue = "../shared/benchmarks/lcbench",
            description = "Directory of the LCBench surrogate (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--json", defaultValue = "target/bench", hidden = true)
    private Path json;

    private final Figures figures = new Figures();

    @Option(names = "--cache", defaultValue = "target/bench/cache", hidden = true)
    private Path cache;

    public static void main(String[] args) {
        System.exit(new CommandLine(new SamplersBench()).setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws OrtException {
        boolean surrogate = parts.contains(Part.LCBENCH) || parts.contains(Part.STOP) || parts.contains(Part.FINALISTS);
        if (surrogate && !Files.isDirectory(data)) {
            System.err.printf("There is no directory %s. Say where the LCBench surrogate lies: --data DIR%n", data);
            return 2;
        }
        if (parts.contains(Part.LCBENCH)) {
            lcbench();
        }
        if (parts.contains(Part.STOP)) {
            stop();
        }
        if (parts.contains(Part.STOP) || parts.contains(Part.FINALISTS)) {
            finalists();
        }
        if (parts.contains(Part.SYNTHETIC)) {
            synthetic();
        }
        if (parts.contains(Part.FRONTS)) {
            FrontTable.print(Stream.concat(Stream.of(RANDOM, "nsga2"), samplers().stream()).distinct().toList(),
                    2 * evaluations, seeds, figures);
        }
        if (parts.contains(Part.TIME)) {
            time();
        }
        figures.finish("samplers", json);
        return 0;
    }

    private void lcbench() throws OrtException {
        try (LcBench surrogate = new LcBench(data)) {
            List<LcBenchTask> problems = tasks.stream().map(t -> new LcBenchTask(surrogate, t, cache)).toList();
            System.out.printf(
                    "LCBench: normalized regret of what is shipped (%s) after full trainings' worth of epochs, "
                            + "%d tasks × %d seeds%nmean ± standard error over tasks, over seeds%n",
                    keep.name().toLowerCase(Locale.ROOT), tasks.size(), seeds);
            header();
            Path csv = data.resolve("optuna-5.0.0.csv");
            Optional<Peers> optuna = Files.exists(csv) ? Optional.of(new Peers(csv)) : Optional.empty();
            if (optuna.isPresent()) {
                Peers peers = optuna.get();
                peers.methods().stream().filter(m -> peers.cover(m, tasks, budgets)).forEach(m -> row(m,
                        IntStream.of(budgets).mapToObj(b -> peers.scores(m, tasks, b)).toList(),
                        peers.secondsARun(m, tasks)));
            }
            for (String method : methods) {
                Race race = Race.of(method, problems, keep, seeds, budgets, threads);
                row(method, race.scores(), race.secondsARun());
                for (int b = 0; b < budgets.length; b++) {
                    regret(method, budgets[b], race.scores().get(b), optuna);
                }
                if (byTask) {
                    byTask(race);
                }
            }
            System.out.println();
        }
    }

    /** In bounds if it is not worse than the peer's random search with such a scheduler, two standard errors aside. */
    private void regret(String method, int budget, Scores scores, Optional<Peers> optuna) {
        double best = optuna.stream().flatMap(peers -> peers.methods().stream()
                .filter(m -> peers.cover(m, tasks, budgets)).map(m -> peers.scores(m, tasks, budget).mean()))
                .mapToDouble(Double::doubleValue).min().orElse(Figures.NONE);
        String random = method.contains("+") ? "optuna-random+hb" : "optuna-random";
        double most = optuna.filter(peers -> peers.cover(random, tasks, budgets))
                .map(peers -> peers.scores(random, tasks, budget).mean()).orElse(Figures.NONE);
        figures.add("LCBench, %s after %d".formatted(method, budget), scores.mean(), "normalized regret", Figures.NONE,
                seeds > 1 ? most + 2 * scores.errorOverSeeds() : most, best);
    }

    private void stop() throws OrtException {
        try (LcBench surrogate = new LcBench(data)) {
            StopTable.print(tasks.stream().map(t -> new LcBenchTask(surrogate, t, cache)).toList(), keep, gains, seeds,
                    budgets[budgets.length - 1], threads, figures);
        }
    }

    private void finalists() throws OrtException {
        try (LcBench surrogate = new LcBench(data)) {
            FinalistsTable.print(tasks.stream().map(t -> new LcBenchTask(surrogate, t, cache)).toList(), keep,
                    finalists, seeds, budgets[budgets.length - 1], threads, figures);
        }
    }

    /** Every sampler in full trainings, beside random; a problem where one is worse than random is marked. */
    private void synthetic() {
        System.out.printf("Synthetic functions: normalized regret after %d evaluations in populations of %d, %d seeds%n"
                + "mean ± standard error over seeds; ! marks a mean above random's%n", evaluations, Methods.POPULATION,
                seeds);
        List<String> samplers = samplers();
        StringBuilder head = new StringBuilder("%-24s%18s".formatted("function", RANDOM));
        samplers.forEach(s -> head.append("%19s".formatted(s)));
        System.out.println(head);
        List<String> losses = new ArrayList<>();
        for (SyntheticProblem problem : SyntheticProblem.all()) {
            Scores random = Race.of(RANDOM, List.of(problem), keep, seeds, new int[] {evaluations}, threads)
                    .scores()
                    .get(0);
            StringBuilder line = new StringBuilder("%-24s".formatted(problem.name())).append(cell(random)).append(' ');
            for (String sampler : samplers) {
                Scores own = Race.of(sampler, List.of(problem), keep, seeds, new int[] {evaluations}, threads)
                        .scores()
                        .get(0);
                boolean loses = own.mean() > random.mean();
                line.append(cell(own)).append(loses ? '!' : ' ');
                figures.add("%s, %s".formatted(problem.name(), sampler), own.mean(), "normalized regret", Figures.NONE,
                        random.mean(), Figures.NONE);
                if (loses) {
                    losses.add("%s on %s".formatted(sampler, problem.name()));
                }
            }
            System.out.println(line);
        }
        System.out.println(
                losses.isEmpty() ? "None loses to random." : "Loses to random: " + String.join("; ", losses));
        System.out.println();
    }

    private void time() {
        System.out.println(
                "Seconds of processor time a configuration, 27 proposed together and 1 alone, by trials seen");
        for (int parameters : new int[] {7, 20}) {
            System.out.printf(
                    "%-24s%12s%12s%12s%12s%n",
                    parameters + " parameters", "1,000: 27", "1,000: 1", "10,000: 27", "10,000: 1");
            SearchSpace space = ProposalTime.space(parameters);
            for (String name : Methods.samplers()) {
                Sampler sampler = Methods.sampler(name);
                // The first calls pay for the compiler; a study of 10,000 trials has paid long ago.
                for (int warmUp = 0; warmUp < 5; warmUp++) {
                    ProposalTime.secondsAConfiguration(sampler, space, 300, 27);
                    ProposalTime.secondsAConfiguration(sampler, space, 10_000, 1);
                }
                StringBuilder line = new StringBuilder("%-24s".formatted(name));
                for (int trials : new int[] {1_000, 10_000}) {
                    for (int count : new int[] {27, 1}) {
                        double seconds = ProposalTime.secondsAConfiguration(sampler, space, trials, count);
                        line.append(
                                String.format(Locale.ROOT, "%11.4f%s", seconds, seconds > MOST_SECONDS ? '!' : ' '));
                        figures.add("%d parameters, %s, %d trials, %d together".formatted(parameters, name, trials,
                                count), seconds, "CPU s a configuration", Figures.NONE, MOST_SECONDS, Figures.NONE);
                    }
                }
                System.out.println(line);
            }
        }
        System.out.printf(Locale.ROOT, "! marks more than %.1f s%n%n", MOST_SECONDS);
    }

    private List<String> samplers() {
        return methods.stream().map(m -> m.split("\\+")[0]).distinct().filter(s -> !s.equals(RANDOM)).toList();
    }

    private static String cell(Scores scores) {
        return String.format(Locale.ROOT, "%11.4f ±%.3f", scores.mean(), scores.errorOverSeeds());
    }

    private void header() {
        StringBuilder line = new StringBuilder("%-22s".formatted("method"));
        for (int budget : budgets) {
            line.append("%22s".formatted("after " + budget));
        }
        System.out.println(line.append("   seconds proposing, a run"));
    }

    private static void row(String method, List<Scores> scores, double seconds) {
        StringBuilder line = new StringBuilder("%-22s".formatted(method));
        for (Scores s : scores) {
            line.append(String.format(Locale.ROOT, "%8.3f ±%.3f ±%.3f", s.mean(), s.errorOverProblems(),
                    s.errorOverSeeds()));
        }
        System.out.println(line.append(String.format(Locale.ROOT, "  %8.2f", seconds)));
    }

    private void byTask(Race race) {
        for (int t = 0; t < tasks.size(); t++) {
            StringBuilder line = new StringBuilder("  %-20s".formatted(tasks.get(t)));
            for (Scores s : race.scores()) {
                line.append(String.format(Locale.ROOT, "%8.3f              ",
                        new Scores(new double[][] {s.regrets()[t]}).mean()));
            }
            System.out.println(line);
        }
    }
}
