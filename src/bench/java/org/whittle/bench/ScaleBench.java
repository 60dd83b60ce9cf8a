package org.whittle.bench;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.whittle.random.RandomStream;
import org.whittle.sampler.RandomSampler;
import org.whittle.sampler.tpe.TpeSampler;
import org.whittle.study.InFlight;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code scripts/bench scale}. */
@Command(name = "scale", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Share of busy slots, and regret at equal wall time, on clusters of many slots in virtual time:"
                + " the real study loop on LCBench, beside event models of asynchronous tuners.")
public final class ScaleBench implements Callable<Integer> {

    /** Least of what a run may spend, in full trainings, and what it may spend a slot. */
    private static final int LEAST_TRAININGS = 40;
    private static final int TRAININGS_A_SLOT = 4;
    /** Slots up to which all seeds are run, and seeds beyond and far beyond. */
    private static final int NARROW = 36;
    private static final int WIDE = 100;
    /** Of the driver's measurement: slots, and seconds that a task takes. */
    private static final int WIDEST = 1000;
    private static final double TASK_SECONDS = 10;

    /** What can be measured. */
    private enum Part {
        /** Busy slots and regret. */
        SLOTS,
        /** What the driver costs. */
        DRIVER
    }

    @Option(names = "--parts", split = ",", defaultValue = "slots",
            description = "What to measure: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private List<Part> parts;

    @Option(names = "--trials", split = ",", defaultValue = "10000,100000",
            description = "Trials of driver's searches (default: ${DEFAULT-VALUE}).")
    private int[] trials;

    @Option(names = "--slots", split = ",", defaultValue = "1,9,36,100,1000",
            description = "Widths of clusters (default: ${DEFAULT-VALUE}).")
    private int[] slots;

    @Option(
            names = "--methods",
            split = ",",
            defaultValue = "auto,auto*,random+hb*,asha-model,optuna-model",
            description =
                    "What to measure: methods of bench samplers, with * behind for search.parallel = so many times "
                            + "the slots, with ! in the order of arrival; and"
                            + " models of others (default: ${DEFAULT-VALUE}).")
    private List<String> methods;

    @Option(names = "--tasks", split = ",",
            defaultValue = "3945,7593,34539,126026,146212,167104,167161,167185,168330,189354",
            description = "OpenML tasks of LCBench (default: ${DEFAULT-VALUE}).")
    private List<String> tasks;

    @Option(names = "--seeds", defaultValue = "20",
            description = "Runs a task up to 36 slots; a quarter at 100, two beyond (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--in-flight", defaultValue = "4",
            description = "Trials in flight for each slot of methods with * (default: ${DEFAULT-VALUE}).")
    private double inFlight;

    @Option(names = "--sigmas", split = ",", defaultValue = "0,0.5,1",
            description = "Of the logarithm of durations (default: ${DEFAULT-VALUE}).")
    private double[] sigmas;

    @Option(names = "--lost", defaultValue = "0.01",
            description = "Share of tasks that are lost and begin again (default: ${DEFAULT-VALUE}).")
    private double lost;

    @Option(names = "--quick", description = "Three tasks, four seeds, sigma 0.5, up to 100 slots.")
    private boolean quick;

    @Option(names = "--threads", defaultValue = "2", description = "Runs at once (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--data", defaultValue = "../shared/benchmarks/lcbench",
            description = "Directory of the LCBench surrogate (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--cache", defaultValue = "target/bench/cache", hidden = true)
    private Path cache;

    @Option(names = "--json", defaultValue = "target/bench", hidden = true)
    private Path json;

    private final Figures figures = new Figures();

    public static void main(String[] args) {
        System.exit(new CommandLine(new ScaleBench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
    }

    @Override
    public Integer call() throws OrtException {
        if (parts.contains(Part.DRIVER)) {
            driver();
        }
        if (parts.contains(Part.SLOTS)) {
            return slots();
        }
        figures.finish("scale", json);
        return 0;
    }

    private void driver() {
        System.out.printf("%8s %6s %22s %10s %12s%n", "trials", "slots", "driver s / 1,000 trials", "heap, MiB",
                "slots lost");
        for (int count : trials) {
            DriverBench.Cost cost = DriverBench.asha(WIDEST, count, TASK_SECONDS);
            System.out.printf("%8d %6d %22.2f %10.0f %11.1f%%%n", count, WIDEST, cost.seconds(), cost.heap(),
                    100 * cost.lost());
            String name = "asha, %d trials, %d slots".formatted(count, WIDEST);
            figures.add("driver, " + name, cost.seconds(), "CPU-seconds for 1,000 trials");
            figures.add("heap, " + name, cost.heap(), "MiB");
            figures.add("lost to the driver, " + name, cost.lost(), "share", Figures.NONE, 0.05, Figures.NONE);
        }
    }

    private int slots() throws OrtException {
        if (!Files.isDirectory(data)) {
            System.err.printf("There is no directory %s. Say where the LCBench surrogate lies: --data DIR%n", data);
            return 2;
        }
        if (quick) {
            tasks = tasks.subList(0, Math.min(3, tasks.size()));
            seeds = Math.min(4, seeds);
            sigmas = new double[] {0.5};
            slots = Arrays.stream(slots).filter(width -> width <= WIDE).toArray();
        }
        try (LcBench surrogate = new LcBench(data)) {
            List<LcBenchTask> problems = tasks.stream().map(t -> new LcBenchTask(surrogate, t, cache)).toList();
            System.out.printf("%6s %6s %-14s %8s %10s %10s %8s%n", "slots", "sigma", "method", "busy", "regret/2",
                    "regret", "+-");
            for (int width : slots) {
                for (double sigma : sigmas) {
                    for (String method : methods) {
                        line(width, sigma, method, problems);
                    }
                }
            }
        }
        figures.finish("scale", json);
        return 0;
    }

    private void line(int width, double sigma, String method, List<LcBenchTask> problems) {
        int runs = width <= NARROW ? seeds : width <= WIDE ? Math.max(1, seeds / 4) : Math.min(2, seeds);
        List<Callable<WideStudy>> planned = new ArrayList<>();
        for (LcBenchTask problem : problems) {
            for (int seed = 0; seed < runs; seed++) {
                planned.add(run(problem, method, width, sigma, seed));
            }
        }
        List<WideStudy> all = Together.run(method, planned, threads);
        double busy = 0;
        double[][] half = new double[problems.size()][runs];
        double[][] whole = new double[problems.size()][runs];
        for (int i = 0; i < all.size(); i++) {
            WideStudy study = all.get(i);
            LcBenchTask problem = problems.get(i / runs);
            // The time that the study's epochs take if no slot ever waits.
            double time = (double) epochs(problem, width) / width;
            busy += study.busyShare() / all.size();
            half[i / runs][i % runs] = regret(problem, study, time / 2, i);
            whole[i / runs][i % runs] = regret(problem, study, time, i);
        }
        Scores scores = new Scores(whole);
        System.out.printf("%6d %6.1f %-14s %7.1f%% %10.4f %10.4f %8.4f%n", width, sigma, method, 100 * busy,
                new Scores(half).mean(), scores.mean(), runs > 1 ? scores.errorOverSeeds() : Double.NaN);
        String name = "%s, %d slots, sigma %s".formatted(method, width, sigma);
        double asked = width <= WIDE ? 0.9 : 0.8;
        boolean judged = method.equals("auto*") && sigma == 0.5 && width > 1;
        figures.add("busy, " + name, busy, "share", judged ? asked : Figures.NONE, Figures.NONE, Figures.NONE);
        figures.add("regret, " + name, scores.mean(), "regret");
    }

    private long epochs(Problem problem, int width) {
        return (long) Math.max(LEAST_TRAININGS, TRAININGS_A_SLOT * width) * problem.maxEpochs();
    }

    private Callable<WideStudy> run(Problem problem, String method, int width, double sigma, long seed) {
        long epochs = epochs(problem, width);
        WideStudy.Noise noise = new WideStudy.Noise(sigma, lost);
        return switch (method) {
            case "asha-model" -> () -> AshaPeer.run(problem, new RandomSampler(), false, width, noise, epochs, seed);
            case "optuna-model" -> () -> AshaPeer.run(problem, new TpeSampler(), true, width, noise, epochs, seed);
            default -> {
                boolean arrival = method.endsWith("!");
                boolean wide = arrival || method.endsWith("*");
                String plain = wide ? method.substring(0, method.length() - 1) : method;
                InFlight.Order order = arrival ? InFlight.Order.ARRIVAL : InFlight.Order.STUDY;
                yield () -> WideStudy.run(
                        problem,
                        plain,
                        width,
                        wide
                                ? new InFlight(OptionalInt.of((int) Math.ceil(inFlight * width)), order)
                                : InFlight.STANDARD,
                        noise,
                        epochs,
                        seed);
            }
        };
    }

    private static double regret(Problem problem, WideStudy study, double time, int key) {
        VirtualStudy.Shipped shipped = study.shippedAt(time).orElse(
                new VirtualStudy.Shipped(problem.draw(RandomStream.ofSeed(key)), problem.maxEpochs()));
        return problem.regret(shipped.configuration(), shipped.epochs());
    }
}
