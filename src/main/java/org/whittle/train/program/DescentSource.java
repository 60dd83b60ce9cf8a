package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.whittle.net.Freezing;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Values;
import org.whittle.train.graph.Graph;

/**
 * Writes the optimizers' step of a cohort: each network's own, from its pieces of the flat tensors. The text has every
 * optimizer, and takes for each network the one that its number says: so it is the same whichever they are.
 *
 * <p>The pieces are in lists of lists, made once and handed in with each call: that costs less, and an optimizer that
 * changes tensors of a list which its own program made, and nobody asks for afterwards, would be taken for dead code,
 * and left out.
 */
final class DescentSource {

    /** A network's numbers: those of its optimizer, and the largest norm of its gradient. */
    private static final int NUMBERS = Optimizer.NUMBERS;

    private static final List<Text> TEXTS = texts();

    /** One of the texts that an optimizer has. */
    private record Text(Optimizer optimizer, String name) {
    }

    private DescentSource() {
    }

    private static List<Text> texts() {
        List<Text> texts = new ArrayList<>();
        for (Optimizer optimizer : Optimizers.ALL) {
            optimizer.texts().forEach(name -> texts.add(new Text(optimizer, name)));
        }
        return List.copyOf(texts);
    }

    private static Optimizer optimizer(Values values) {
        return Optimizers.ofKey(values.of(Optimizers.SETTING));
    }

    /**
     * Parts of each network that have numbers of their own: two if the first of its parameters learn at another rate.
     */
    static int parts(List<Graph.Joining> members) {
        return members.get(0).slowed() > 0 ? 2 : 1;
    }

    /**
     * Which of the program's optimizers parts of networks have: for each run of parts with the same one which, and the
     * first and the last of them.
     */
    static long[] runs(List<Graph.Joining> members) {
        LongStream.Builder runs = LongStream.builder();
        int parts = parts(members);
        int from = 0;
        for (int i = 1; i <= members.size(); i++) {
            if (i == members.size() || kind(members.get(i).values()) != kind(members.get(from).values())) {
                runs.add(kind(members.get(from).values())).add((long) from * parts).add((long) i * parts);
                from = i;
            }
        }
        return runs.build().toArray();
    }

    private static int kind(Values values) {
        return TEXTS.indexOf(new Text(optimizer(values), optimizer(values).text(values)));
    }

    /** Whether any would make numbers of zeros that have no gradient, so that they are to be written over. */
    static boolean fills(List<Values> members) {
        return members.stream().anyMatch(values -> !optimizer(values).keepsZeros(values));
    }

    /** Parts of a network whose gradient is clipped as one; 0 if none is. */
    static long clips(List<Graph.Joining> members) {
        return members.stream().anyMatch(member -> member.values().of(Optimizer.CLIP_NORM) > 0) ? parts(members) : 0;
    }

    /** The learning rate of a network in a step of a call, from 0. */
    interface StepRate {

        double at(int member, int step);
    }

    /**
     * The numbers of networks' parts in the steps of a call, step by step.
     *
     * @param taken steps that each network has taken; counted on
     */
    static double[] numbers(List<Graph.Joining> members, long[] taken, int steps, StepRate rate) {
        int parts = parts(members);
        double[] numbers = new double[steps * members.size() * parts * NUMBERS];
        int at = 0;
        for (int step = 0; step < steps; step++) {
            for (int member = 0; member < members.size(); member++) {
                Values values = members.get(member).values();
                double whole = rate.at(member, step);
                taken[member]++;
                for (int part = 0; part < parts; part++) {
                    boolean slowed = parts > 1 && part == 0;
                    double[] own = members.get(member).optimizer().numbers(values,
                            slowed ? whole * values.of(Freezing.FACTOR) : whole, taken[member]);
                    System.arraycopy(own, 0, numbers, at, own.length);
                    numbers[at + NUMBERS - 1] = values.of(Optimizer.CLIP_NORM);
                    at += NUMBERS;
                }
            }
        }
        return numbers;
    }

    /**
     * The method that finds the pieces which optimizers work on: five lists a part of a network, of its parameters,
     * gradients, first and second states, and numbers of steps.
     *
     * <p>{@code places} has for each part the number of its pieces, and for each of them offset and size in the flat
     * tensors. Where no network has such a state, the gradients stand in its place, and nothing reads them there.
     */
    static String pieces() {
        Source to = new Source();
        to.lines("""
                pieces = annotate(List[List[Tensor]], [])
                at = 0
                while at < len(places):
                  w = annotate(List[Tensor], [])
                  g = annotate(List[Tensor], [])
                  m = annotate(List[Tensor], [])
                  v = annotate(List[Tensor], [])
                  s = annotate(List[Tensor], [])
                  count = places[at]
                  at = at + 1
                  for p in range(count):
                    w.append(torch.narrow(W, 0, places[at], places[at + 1]))
                    g.append(torch.narrow(G, 0, places[at], places[at + 1]))
                    m.append(torch.narrow(M, 0, places[at], places[at + 1]))
                    v.append(torch.narrow(V, 0, places[at], places[at + 1]))
                    s.append(steps)
                    at = at + 2
                  pieces.append(w)
                  pieces.append(g)
                  pieces.append(m)
                  pieces.append(v)
                  pieces.append(s)
                return pieces
                """);
        return to.method("pieces", List.of("W: Tensor", "G: Tensor", "M: Tensor", "V: Tensor", "steps: Tensor",
                "places: List[int]"), "List[List[Tensor]]");
    }

    /** Writes what {@link #step} needs, before the loop over steps. */
    static void begin(Source to) {
        to.line("none = annotate(List[Tensor], [])");
        to.line("size = len(pieces) // 5");
    }

    /**
     * Writes step {@code i} of all networks, from {@code pieces}, {@code optimizers} as {@link #runs} has them, {@code
     * clips} and {@code numbers}.
     */
    static void step(Source to) {
        clip(to);
        List<String> numbers = IntStream.range(0, NUMBERS).mapToObj(n -> "numbers[q + " + n + "]").toList();
        to.open("for run in range(len(optimizers) // 3):");
        to.line("optimizer = optimizers[3 * run]");
        to.choose("optimizer", TEXTS.size(), kind -> {
            to.open("for j in range(optimizers[3 * run + 1], optimizers[3 * run + 2]):");
            to.line("q = (i * size + j) * " + NUMBERS);
            to.line("at = 5 * j");
            to.line("w = pieces[at]");
            to.line("g = pieces[at + 1]");
            TEXTS.get(kind).optimizer().write(to, TEXTS.get(kind).name(), "w", "g", "pieces[at + 2]", "pieces[at + 3]",
                    "pieces[at + 4]", numbers);
            to.close();
        });
        to.close();
    }

    /** The factor of {@code torch.nn.utils.clip_grad_norm_}. */
    private static void clip(Source to) {
        to.lines("""
                if clips > 0:
                  for j in range(0, size, clips):
                    norm = numbers[(i * size + j) * %d + %d]
                    if norm > 0.:
                      g = pieces[5 * j + 1]
                      squares = torch.sum(torch.mul(g[0], g[0]), dtype=7)
                      for k in range(1, len(g)):
                        squares.add_(torch.sum(torch.mul(g[k], g[k]), dtype=7))
                      for p in range(j + 1, j + clips):
                        g = pieces[5 * p + 1]
                        for k in range(len(g)):
                          squares.add_(torch.sum(torch.mul(g[k], g[k]), dtype=7))
                      root = torch.sqrt(squares).add_(1e-06)
                      scale = torch.clamp_max(torch.mul(torch.reciprocal(root), norm), 1.0)
                      for p in range(j, j + clips):
                        g = pieces[5 * p + 1]
                        for k in range(len(g)):
                          g[k].mul_(scale)
                """.formatted(NUMBERS, NUMBERS - 1));
    }
}
