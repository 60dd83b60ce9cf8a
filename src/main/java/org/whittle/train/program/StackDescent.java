package org.whittle.train.program;

import java.util.List;
import java.util.stream.IntStream;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Values;

/**
 * Writes the optimizers' step of networks that are {@linkplain StackLayout rows} of flat tensors: a call for each, with
 * its own numbers. Networks in a row with the same optimizer share a loop.
 *
 * <p>The rows are in lists, made once and handed in with each call: an optimizer that changes tensors of a list which
 * its own program made, and nobody asks for afterwards, would be taken for dead code, and left out.
 */
final class StackDescent {

    private static final int NUMBERS = Optimizer.NUMBERS;

    private final Source to;
    private final List<Values> members;

    StackDescent(Source to, List<Values> members) {
        this.to = to;
        this.members = members;
    }

    private static Optimizer optimizer(Values values) {
        return Optimizers.ofKey(values.of(Optimizers.SETTING));
    }

    /** A network's numbers in a step: those of its optimizer, and the largest norm of its gradient. */
    static double[] numbers(Optimizer optimizer, Values values, double rate, long step) {
        double[] numbers = java.util.Arrays.copyOf(optimizer.numbers(values, rate, step), NUMBERS);
        numbers[NUMBERS - 1] = values.of(Optimizer.CLIP_NORM);
        return numbers;
    }

    /** Writes the lists of rows: from W, G, M and V to {@code pieces}, five lists a network. */
    void pieces() {
        to.line("pieces = annotate(List[List[Tensor]], [])");
        String networks = to.extent(members.size());
        for (String flat : List.of("W", "G", "M", "V")) {
            to.line("rows" + flat + " = " + flat + ".view(" + networks + ", -1).unbind(0)");
        }
        to.open("for j in range(" + networks + "):");
        for (String flat : List.of("W", "G", "M", "V")) {
            to.line("pieces.append([rows" + flat + "[j]])");
        }
        to.line("pieces.append([steps])");
        to.close();
    }

    /** Writes what {@link #step} needs, before the loop over steps. */
    void begin() {
        to.line("none = annotate(List[Tensor], [])");
    }

    /** Writes step {@code i} of all networks. */
    void step() {
        int from = 0;
        for (int i = 1; i <= members.size(); i++) {
            if (i == members.size() || !text(i).equals(text(from))) {
                step(from, i);
                from = i;
            }
        }
    }

    private Object text(int member) {
        Values values = members.get(member);
        return List.of(optimizer(values).text(values), values.of(Optimizer.CLIP_NORM) > 0);
    }

    private void step(int from, int end) {
        Values values = members.get(from);
        to.open("for j in range(%s, %s):".formatted(to.extent(from), to.extent(end)));
        to.line("q = (i * " + to.extent(members.size()) + " + j) * " + NUMBERS);
        to.line("w = pieces[5 * j]");
        to.line("g = pieces[5 * j + 1]");
        if (values.of(Optimizer.CLIP_NORM) > 0) {
            // The factor of torch.nn.utils.clip_grad_norm_.
            to.line("squares = torch.sum(torch.mul(g[0], g[0]), dtype=7)");
            to.line(("g[0].mul_(torch.clamp_max(torch.mul(torch.reciprocal(torch.sqrt(squares).add_(1e-06)),"
                    + " numbers[q + %d]), 1.0))").formatted(NUMBERS - 1));
        }
        optimizer(values).write(to, values, "w", "g", "pieces[5 * j + 2]", "pieces[5 * j + 3]", "pieces[5 * j + 4]",
                IntStream.range(0, NUMBERS).mapToObj(n -> "numbers[q + " + n + "]").toList());
        to.close();
    }
}
