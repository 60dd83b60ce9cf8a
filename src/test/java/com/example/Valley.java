package com.example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.whittle.work.Trainable;

/** A training that is not Whittle's: gradient descent down a valley, from a point that the seed gives. */
public final class Valley implements Trainable {

    @Override
    public String name() {
        return "valley";
    }

    @Override
    public void train(Task task, Reporter reporter) throws Exception {
        Path saved = task.checkpoint().resolve("point");
        double[] point = {task.seed() % 1000 / 500.0 - 1, task.seed() % 777 / 388.5 - 1};
        if (task.from() > 0) {
            String[] numbers = Files.readString(saved).split(" ");
            point = new double[] {Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1])};
        }
        double rate = (Double) task.configuration().value("rate").orElseThrow();
        for (int epoch = task.from() + 1; epoch <= task.to(); epoch++) {
            point[0] -= rate * 2 * point[0];
            point[1] -= rate * 20 * point[1];
            reporter.epoch(epoch, Map.of("loss", loss(point)));
        }
        Files.writeString(saved, point[0] + " " + point[1]);
        if (task.last()) {
            reporter.test(Map.of("loss", loss(point) * 1.1));
        }
    }

    private static double loss(double[] point) {
        return point[0] * point[0] + 10 * point[1] * point[1];
    }
}
