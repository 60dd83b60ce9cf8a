package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Values;

/**
 * Writes the optimizers' step of a cohort: each network's own, from its pieces of the flat tensors. Networks in a row
 * with the same optimizer share a loop.
 *
 * <p>The pieces are in lists of lists, made once and handed in with each call: that costs less, and an optimizer that
 * changes tensors of a list which its own program made, and nobody asks for afterwards, would be taken for dead code,
 * and left out.
 */
final class DescentSource {

    /** A network's numbers: those of its optimizer, and the largest norm of its gradient. */
    private static final int NUMBERS = Optimizer.NUMBERS;

    private final Source to;
    private final CohortLayout layout;
    private final List<Values> members;

    DescentSource(Source to, CohortLayout layout, List<Values> members) {
        this.to = to;
        this.layout = layout;
        this.members = members;
    }

    /** Whether any has a state of the first kind, such as a mean of gradients. */
    static boolean hasFirst(List<Values> members) {
        return members.stream().anyMatch(values -> optimizer(values).first(values) != null);
    }

    /** Whether any has a state of the second kind, such as a mean of squares. */
    static boolean hasSecond(List<Values> members) {
        return members.stream().anyMatch(values -> optimizer(values).second(values) != null);
    }

    private static Optimizer optimizer(Values values) {
        return Optimizers.ofKey(values.of(Optimizers.SETTING));
    }

    /** A network's numbers in a step. */
    static double[] numbers(Optimizer optimizer, Values values, double rate, long step) {
        double[] numbers = java.util.Arrays.copyOf(optimizer.numbers(values, rate, step), NUMBERS);
        numbers[NUMBERS - 1] = values.of(Optimizer.CLIP_NORM);
        return numbers;
    }

    /** Writes the lists of pieces: from W, G, M and V to {@code pieces}, five lists a network. */
    void pieces() {
        to.line("pieces = annotate(List[List[Tensor]], [])");
        List<int[]> rows = runs(IntStream.range(0, members.size()).mapToObj(layout::width).toList());
        for (int[] run : rows) {
            List<String> names = new ArrayList<>();
            CohortLayout.Panel panel = layout.panels().get(0);
            for (String flat : flats()) {
                names.add(to.let("torch.narrow(%s, 0, %s, %s).view(%s, -1).narrow(0, %s, %s).narrow(1, 0, %s).unbind(0)"
                        .formatted(flat, to.extent(panel.offset()), to.extent((long) panel.rows() * panel.width()),
                        to.extent(panel.rows()), to.extent(run[0]), to.extent(run[1] - run[0]),
                        to.extent(layout.width(run[0])))));
            }
            to.open("for j in range(" + to.extent(run[1] - run[0]) + "):");
            names.forEach(name -> to.line("pieces.append([" + name + "[j]])"));
            to.line("pieces.append([steps])");
            to.close();
        }
        for (CohortLayout.Panel panel : layout.panels().subList(1, layout.panels().size())) {
            List<String> names = new ArrayList<>();
            for (String flat : flats()) {
                names.add(to.let("torch.narrow(%s, 0, %s, %s).view(%s, -1).unbind(0)".formatted(flat,
                        to.extent(panel.offset()), to.extent((long) panel.rows() * panel.width()),
                        to.extent(panel.rows()))));
            }
            String first = to.extent(panel.first());
            to.open("for j in range(" + to.extent(panel.rows()) + "):");
            for (int list = 0; list < names.size(); list++) {
                to.line("pieces[5 * (%s + j) + %d].append(%s[j])".formatted(first, list, names.get(list)));
            }
            to.line("pieces[5 * (" + first + " + j) + 4].append(steps)");
            to.close();
        }
    }

    // Where no member has such a state, the gradients stand in its place, and nothing reads them there.
    private List<String> flats() {
        return List.of("W", "G", hasFirst(members) ? "M" : "G", hasSecond(members) ? "V" : "G");
    }

    /** Writes what {@link #step} needs, before the loop over steps. */
    void begin() {
        to.line("none = annotate(List[Tensor], [])");
    }

    /** Writes step {@code i} of all networks. */
    void step() {
        for (int[] run : runs(members.stream().map(values -> (Object) List.of(optimizer(values).text(values),
                values.of(Optimizer.CLIP_NORM) > 0)).toList())) {
            Values values = members.get(run[0]);
            to.open("for j in range(%s, %s):".formatted(to.extent(run[0]), to.extent(run[1])));
            to.line("q = (i * " + to.extent(members.size()) + " + j) * " + NUMBERS);
            to.line("w = pieces[5 * j]");
            to.line("g = pieces[5 * j + 1]");
            if (values.of(Optimizer.CLIP_NORM) > 0) {
                clip();
            }
            optimizer(values)
                    .write(
                            to,
                            values,
                            "w",
                            "g",
                            "pieces[5 * j + 2]",
                            "pieces[5 * j + 3]",
                            "pieces[5 * j + 4]",
                            IntStream.range(0, NUMBERS)
                                    .mapToObj(n -> "numbers[q + " + n + "]")
                                    .toList());
            to.close();
        }
    }

    /** The factor of {@code torch.nn.utils.clip_grad_norm_}. */
    private void clip() {
        to.line("squares = torch.sum(torch.mul(g[0], g[0]), dtype=7)");
        to.open("for p in range(1, len(g)):");
        to.line("squares.add_(torch.sum(torch.mul(g[p], g[p]), dtype=7))");
        to.close();
        to.line(
                ("scale = torch.clamp_max(torch.mul(torch.reciprocal(torch.sqrt(squares).add_(1e-06)), numbers[q + "
                        + "%d]), 1.0)")
                        .formatted(NUMBERS - 1));
        to.open("for p in range(len(g)):");
        to.line("g[p].mul_(scale)");
        to.close();
    }

    /** Where equal ones stand together: from, to. */
    private static List<int[]> runs(List<?> keys) {
        List<int[]> runs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (i > 0 && keys.get(i).equals(keys.get(i - 1))) {
                runs.get(runs.size() - 1)[1] = i + 1;
            } else {
                runs.add(new int[] {i, i + 1});
            }
        }
        return runs;
    }
}
