package org.whittle.train;

import java.util.Arrays;
import org.whittle.net.setting.Values;

/** An optimizer in double precision, by loops as its paper writes them. */
final class PlainOptimizer {

    private final Values values;
    private final double[] first;
    private final double[] second;
    private int steps;

    PlainOptimizer(Values values, int size) {
        this.values = values;
        first = new double[size];
        second = new double[size];
    }

    private double real(String key) {
        return ((Number) values.all().get(key)).doubleValue();
    }

    /** @param weights changed, as the gradient is by clipping */
    void step(double[] weights, double[] gradient, double rate) {
        clip(gradient);
        steps++;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = descend(i, weights[i], gradient[i], rate);
        }
    }

    private void clip(double[] gradient) {
        double most = real("clip-norm");
        double norm = Math.sqrt(Arrays.stream(gradient).map(g -> g * g).sum());
        for (int i = 0; most > 0 && norm > most && i < gradient.length; i++) {
            gradient[i] *= most / (norm + 1e-6);
        }
    }

    private double descend(int i, double w, double plain, double rate) {
        double decay = real("weight-decay");
        double beta1 = real("beta1");
        double beta2 = real("beta2");
        double epsilon = real("epsilon");
        String optimizer = (String) values.all().get("optimizer");
        double g = plain + decay * w;
        switch (optimizer) {
            case "sgd" -> {
                double mu = real("momentum");
                first[i] = mu * first[i] + g;
                boolean nesterov = Boolean.TRUE.equals(values.all().get("nesterov"));
                return w - rate * (nesterov ? g + mu * first[i] : first[i]);
            }
            case "adam", "adamw" -> {
                boolean decoupled = optimizer.equals("adamw");
                double own = decoupled ? plain : g;
                first[i] = beta1 * first[i] + (1 - beta1) * own;
                second[i] = beta2 * second[i] + (1 - beta2) * own * own;
                double shrunk = decoupled ? w - rate * decay * w : w;
                return shrunk - rate * first[i] / (1 - Math.pow(beta1, steps))
                        / (Math.sqrt(second[i] / (1 - Math.pow(beta2, steps))) + epsilon);
            }
            case "rmsprop" -> {
                double rho = real("rho");
                second[i] = rho * second[i] + (1 - rho) * g * g;
                return w - rate * g / (Math.sqrt(second[i]) + epsilon);
            }
            case "adagrad" -> {
                second[i] += g * g;
                return w - rate * g / (Math.sqrt(second[i]) + epsilon);
            }
            case "lion" -> {
                double update = beta1 * first[i] + (1 - beta1) * plain;
                first[i] = beta2 * first[i] + (1 - beta2) * plain;
                return w - rate * (Math.signum(update) + decay * w);
            }
            case "radam" -> {
                first[i] = beta1 * first[i] + (1 - beta1) * g;
                second[i] = beta2 * second[i] + (1 - beta2) * g * g;
                double mean = first[i] / (1 - Math.pow(beta1, steps));
                double bias = 1 - Math.pow(beta2, steps);
                double most = 2 / (1 - beta2) - 1;
                double rho = most - 2 * steps * Math.pow(beta2, steps) / bias;
                double rectification = Math.sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho));
                return w - rate * (rho > 5 ? mean * rectification * Math.sqrt(bias) / (Math.sqrt(second[i]) + epsilon)
                        : mean);
            }
            default -> throw new AssertionError("Write the optimizer " + optimizer + " here, as its paper has it");
        }
    }
}
