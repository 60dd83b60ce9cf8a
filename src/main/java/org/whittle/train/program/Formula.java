package org.whittle.train.program;

import java.util.List;
import org.whittle.net.optimizer.Adam;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.optimizer.RmsProp;
import org.whittle.net.optimizer.Sgd;
import org.whittle.net.setting.Values;

/**
 * An optimizer as a program does it: one call for all pieces of a network's parameters, in one pass over memory where
 * the engine has one. Its numbers are handed over in double precision.
 */
interface Formula {

    /** Numbers that a step has: what of them an optimizer needs. */
    int NUMBERS = 8;
    /** Steps after which the engine's own corrections of Adam's moments are 1: they are in the numbers. */
    double MANY_STEPS = 1e12;

    /** The first state tensor's name in a checkpoint, as PyTorch has it; {@code null} if there is none. */
    String first(Values values);

    /** And so for a second. */
    String second(Values values);

    /**
     * The numbers of a step.
     *
     * @param step from 1, since the optimizer was fresh
     */
    double[] numbers(Values values, double rate, long step);

    /**
     * Writes a step of one network.
     *
     * @param w pieces of the parameters; and so for gradients, first and second moments, and a number of steps for each
     *     piece
     * @param n expressions of the numbers
     */
    void write(Source to, Values values, String w, String g, String m, String v, String steps, List<String> n);

    /** What must be equal for two networks to have the same text. */
    default Object text(Values values) {
        return List.of(values.of(Optimizers.SETTING), String.valueOf(first(values)));
    }

    static Formula of(Values values) {
        String key = values.of(Optimizers.SETTING);
        return switch (key) {
            case "sgd" -> new OfSgd();
            case "adam" -> new OfAdam(false);
            case "adamw" -> new OfAdam(true);
            case "rmsprop" -> new OfRmsProp();
            case "adagrad" -> new OfAdagrad();
            case "lion" -> new OfLion();
            case "radam" -> new OfRAdam();
            default -> throw new IllegalArgumentException("There is no program of the optimizer %s.".formatted(key));
        };
    }

    final class OfSgd implements Formula {

        @Override
        public String first(Values values) {
            return values.of(Sgd.MOMENTUM) > 0 ? "momentum_buffer" : null;
        }

        @Override
        public String second(Values values) {
            return null;
        }

        @Override
        public double[] numbers(Values values, double rate, long step) {
            return new double[] {rate, values.of(Optimizer.WEIGHT_DECAY), values.of(Sgd.MOMENTUM)};
        }

        @Override
        public Object text(Values values) {
            return List.of(Formula.super.text(values), values.of(Sgd.NESTEROV));
        }

        @Override
        public void write(
                Source to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
            boolean plain = first(values) == null;
            to.line(("torch._fused_sgd_(%s, %s, %s, weight_decay=%s, momentum=%s, lr=%s, dampening=0.0, nesterov=%s,"
                    + " maximize=False, is_first_step=False)").formatted(w, g, plain ? "none" : m, n.get(1), n.get(2),
                    n.get(0), !plain && values.of(Sgd.NESTEROV) ? "True" : "False"));
        }
    }

    /** With η′ = η √c₂ / c₁ and ε′ = ε √c₂ for the corrections c₁ and c₂, neither of which the engine then makes. */
    final class OfAdam implements Formula {

        private final boolean decoupled;

        OfAdam(boolean decoupled) {
            this.decoupled = decoupled;
        }

        @Override
        public String first(Values values) {
            return "exp_avg";
        }

        @Override
        public String second(Values values) {
            return "exp_avg_sq";
        }

        @Override
        public double[] numbers(Values values, double rate, long step) {
            double first = 1 - StrictMath.pow(values.of(Adam.BETA1), step);
            double second = Math.sqrt(1 - StrictMath.pow(values.of(Adam.BETA2), step));
            double decay = values.of(Optimizer.WEIGHT_DECAY);
            // Where it is decoupled, the engine multiplies it by its own rate.
            return new double[] {
                rate * second / first,
                decoupled ? decay * first / second : decay,
                values.of(Adam.BETA1),
                values.of(Adam.BETA2),
                values.of(Optimizer.EPSILON) * second
            };
        }

        @Override
        public void write(
                Source to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
            to.line(("torch._fused_%s_(%s, %s, %s, %s, none, %s, lr=%s, beta1=%s, beta2=%s, weight_decay=%s, eps=%s,"
                            + " amsgrad=False, maximize=False)")
                    .formatted(
                            decoupled ? "adamw" : "adam",
                            w,
                            g,
                            m,
                            v,
                            steps,
                            n.get(0),
                            n.get(2),
                            n.get(3),
                            n.get(1),
                            n.get(4)));
        }
    }

    final class OfAdagrad implements Formula {

        @Override
        public String first(Values values) {
            return null;
        }

        @Override
        public String second(Values values) {
            return "sum";
        }

        @Override
        public double[] numbers(Values values, double rate, long step) {
            return new double[] {rate, values.of(Optimizer.WEIGHT_DECAY), values.of(Optimizer.EPSILON)};
        }

        @Override
        public void write(
                Source to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
            to.line(
                    ("torch._fused_adagrad_(%s, %s, %s, %s, lr=%s, lr_decay=0.0, weight_decay=%s, eps=%s, "
                            + "maximize=False)")
                            .formatted(w, g, v, steps, n.get(0), n.get(1), n.get(2)));
        }
    }

    /** The engine has no such pass: several, each over one piece. */
    final class OfLion implements Formula {

        @Override
        public String first(Values values) {
            return "exp_avg";
        }

        @Override
        public String second(Values values) {
            return null;
        }

        @Override
        public double[] numbers(Values values, double rate, long step) {
            return new double[] {-rate, 1 - rate * values.of(Optimizer.WEIGHT_DECAY), 1 - values.of(Adam.BETA1),
                1 - values.of(Adam.BETA2)};
        }

        @Override
        public void write(
                Source to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
            to.open("for p in range(len(" + w + ")):");
            to.line("ahead = torch.lerp(%s[p], %s[p], %s).sign_()".formatted(m, g, n.get(2)));
            to.line("%s[p].mul_(%s).add_(ahead, alpha=%s)".formatted(w, n.get(1), n.get(0)));
            to.line("%s[p].lerp_(%s[p], %s)".formatted(m, g, n.get(3)));
            to.close();
        }
    }

    /** While it is not rectified, nothing is divided by: the root counts by 0, and 1 is added. */
    final class OfRAdam implements Formula {

        /** Fewer steps than so many are not enough to know the variance by. */
        private static final double FEWEST = 5;

        @Override
        public String first(Values values) {
            return "exp_avg";
        }

        @Override
        public String second(Values values) {
            return "exp_avg_sq";
        }

        @Override
        public double[] numbers(Values values, double rate, long step) {
            double beta2 = values.of(Adam.BETA2);
            double power = StrictMath.pow(beta2, step);
            double most = 2 / (1 - beta2) - 1;
            double seen = most - 2 * step * power / (1 - power);
            double corrected = rate / (1 - StrictMath.pow(values.of(Adam.BETA1), step));
            boolean rectified = seen > FEWEST;
            if (rectified) {
                corrected *= Math.sqrt((seen - 4) * (seen - 2) * most / ((most - 4) * (most - 2) * seen) * (1 - power));
            }
            return new double[] {
                -corrected,
                values.of(Optimizer.WEIGHT_DECAY),
                1 - values.of(Adam.BETA1),
                beta2,
                1 - beta2,
                rectified ? 1 : 0,
                rectified ? values.of(Optimizer.EPSILON) : 1
            };
        }

        @Override
        public void write(
                Source to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
            to.open("for p in range(len(" + w + ")):");
            to.line("d = torch.add(%s[p], %s[p], alpha=%s)".formatted(g, w, n.get(1)));
            to.line("%s[p].lerp_(d, %s)".formatted(m, n.get(2)));
            to.line("%s[p].mul_(%s).addcmul_(d, d, value=%s)".formatted(v, n.get(3), n.get(4)));
            to.line("%s[p].addcdiv_(%s[p], torch.sqrt(%s[p]).mul_(%s).add_(%s), value=%s)".formatted(w, m, v, n.get(5),
                    n.get(6), n.get(0)));
            to.close();
        }
    }

    /** The engine has no such pass: several, each over one piece. */
    final class OfRmsProp implements Formula {

        @Override
        public String first(Values values) {
            return null;
        }

        @Override
        public String second(Values values) {
            return "square_avg";
        }

        @Override
        public double[] numbers(Values values, double rate, long step) {
            return new double[] {-rate, values.of(Optimizer.WEIGHT_DECAY), values.of(RmsProp.RHO),
                1 - values.of(RmsProp.RHO), values.of(Optimizer.EPSILON)};
        }

        @Override
        public void write(
                Source to, Values values, String w, String g, String m, String v, String steps, List<String> n) {
            to.open("for p in range(len(" + w + ")):");
            // A new tensor: where no gradient is ever written, it must stay 0.
            to.line("d = torch.add(%s[p], %s[p], alpha=%s)".formatted(g, w, n.get(1)));
            to.line("%s[p].mul_(%s).addcmul_(d, d, value=%s)".formatted(v, n.get(2), n.get(3)));
            to.line("%s[p].addcdiv_(d, torch.sqrt(%s[p]).add_(%s), value=%s)".formatted(w, v, n.get(4), n.get(0)));
            to.close();
        }
    }
}
