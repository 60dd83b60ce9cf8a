package org.whittle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.work.TrialTask;

/** One data set of {@link LcBench}: tune networks for it by their validation accuracy. */
final class LcBenchTask implements Problem {

    private static final int DRAWS = 100_000;

    private final LcBench surrogate;
    private final String task;
    private final double best;
    private final double median;

    /**
     * @param task OpenML task
     * @param cache directory for the best and median of the uniform draws, which take a few seconds to make
     */
    LcBenchTask(LcBench surrogate, String task, Path cache) {
        this.surrogate = surrogate;
        this.task = task;
        Path file = cache.resolve("lcbench-%s.txt".formatted(task));
        try {
            if (!Files.exists(file)) {
                double[] accuracies = accuraciesOfDraws();
                Files.createDirectories(cache);
                Files.writeString(file, "%s %s".formatted(accuracies[DRAWS - 1],
                        (accuracies[DRAWS / 2 - 1] + accuracies[DRAWS / 2]) / 2));
            }
            String[] numbers = Files.readString(file).trim().split(" ");
            best = Double.parseDouble(numbers[0]);
            median = Double.parseDouble(numbers[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double[] accuraciesOfDraws() {
        RandomStream random = RandomStream.ofSeed(0).child("lcbench").child(task);
        List<Configuration> draws = new ArrayList<>();
        for (int i = 0; i < DRAWS; i++) {
            draws.add(draw(random));
        }
        return Arrays.stream(surrogate.accuracy(task, draws, LcBench.EPOCHS - 1, LcBench.EPOCHS))
                .mapToDouble(curve -> curve[0]).sorted().toArray();
    }

    @Override
    public String name() {
        return task;
    }

    @Override
    public SearchSpace space() {
        return surrogate.space();
    }

    @Override
    public Objective objective() {
        return new Objective("accuracy", Direction.MAXIMIZE);
    }

    @Override
    public int maxEpochs() {
        return LcBench.EPOCHS;
    }

    @Override
    public double[][] curves(List<TrialTask> tasks, int from, int to) {
        return surrogate.accuracy(task, tasks.stream().map(TrialTask::configuration).toList(), from, to);
    }

    @Override
    public double regret(Configuration configuration, int epochs) {
        double v = surrogate.accuracy(task, List.of(configuration), epochs - 1, epochs)[0][0];
        return (best - v) / (best - median);
    }
}
