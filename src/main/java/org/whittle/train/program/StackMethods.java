package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.whittle.net.InputShape;
import org.whittle.net.loss.LossFunction;

/**
 * Writes the methods of a cohort whose networks have the same layers: what trains several steps of all of them, what
 * finds the rows that optimizers work on, and what predicts.
 *
 * <pre>
 *   W, G         parameters, gradients                            S   statistics of normalization
 *   L            sums of losses                                   X   rows, T their targets, E how classes are encoded
 *   C            constants of losses                              O   the epoch's order of rows
 *   D            masks, step by step                              optimizers, their numbers by step, and their rows
 *   free         which of the parameters need not stay 0          fills: whether the others are to be kept so by hand
 * </pre>
 */
final class StackMethods {

    private static final List<String> PARAMETERS = List.of("pieces: List[List[Tensor]]", "W: Tensor", "G: Tensor",
            "S: Tensor", "L: Tensor", "X: Tensor", "T: Tensor", "E: Tensor", "C: Tensor", "O: Tensor", "D: Tensor",
            "optimizers: List[int]", "clips: int", "numbers: List[float]", "first: int", "n: int", "batch: int");
    private static final List<String> FREE = List.of("free: Tensor", "fills: int");

    private final StackLayout layout;
    private final LossFunction loss;
    private final List<InputShape> masked;
    private final int kept;
    private final List<String> methods = new ArrayList<>();

    /**
     * @param loss of a member; that of the others differs in constants at most
     * @param masked the shapes of what dropout leaves units out of; none if nobody has dropout
     * @param kept of each row of parameters the first ones, among which some stay 0; 0 if none do
     */
    StackMethods(StackLayout layout, LossFunction loss, List<InputShape> masked, int kept) {
        this.layout = layout;
        this.loss = loss;
        this.masked = masked;
        this.kept = kept;
    }

    /** All that was written. */
    String text() {
        return DescentSource.pieces() + String.join("", methods);
    }

    /** Writes {@code train}; gives the values of its extents. */
    long[] train() {
        Source to = new Source();
        String constants = loss.constant() == 0 ? null : "C";
        LayerSource network = new LayerSource(to, layout, true);
        DescentSource.begin(to);
        to.line("share = 1. / float(batch)");
        to.line("chosen = torch.narrow(O, 0, first, n * batch)");
        to.line("rows = torch.embedding(X, chosen).split(batch)");
        to.line("wanted = torch.index_select(T, 0, chosen)");
        to.line(loss.encode(new float[] {0}).length > 1 ? "targets = torch.index_select(E, 2, wanted)"
                : "targets = wanted.view(1, 1, -1)");
        to.line("parts = targets.split(batch, 2)");
        to.line("kept = annotate(List[Tensor], [])");
        to.open("for i in range(n):");
        to.line("x = rows[i]");
        to.line("y = parts[i]");
        String scores = network.train("x", "y", loss, constants, masks(to));
        to.line("kept.append(" + scores + ")");
        if (kept > 0) {
            to.line("gradients = G.view(" + to.extent(layout.networks()) + ", -1).narrow(1, 0, " + to.extent(kept)
                    + ")");
            to.line("gradients.mul_(free)");
        }
        DescentSource.step(to);
        if (kept > 0) {
            to.open("if fills > 0:");
            to.line("weights = W.view(" + to.extent(layout.networks()) + ", -1).narrow(1, 0, " + to.extent(kept)
                    + ")");
            to.line("weights.masked_fill_(torch.eq(free, 0), 0.)");
            to.close();
        }
        to.close();
        String losses = loss.losses(to, to.let("torch.cat(kept, 2)"), "targets", constants);
        to.line("L.add_(torch.sum(" + losses + ", [1, 2], dtype=7))");
        to.line("return n");
        methods.add(to.method("train", kept == 0 ? PARAMETERS
                : Stream.concat(PARAMETERS.stream(), FREE.stream()).toList(), "int"));
        return to.extents();
    }

    /** Writes {@code infer}; gives the values of its extents. */
    long[] infer() {
        Source to = new Source();
        String outputs = new LayerSource(to, layout, false).infer("X");
        to.line("return " + outputs);
        methods.add(to.method("infer", List.of("W: Tensor", "S: Tensor", "X: Tensor"), "Tensor"));
        return to.extents();
    }

    private List<String> masks(Source to) {
        List<String> masks = new ArrayList<>();
        long before = 0;
        long all = masked.stream().mapToLong(InputShape::features).sum();
        String networks = to.extent(layout.networks());
        for (InputShape shape : masked) {
            String place = "torch.narrow(D, 0, %s * batch * (i * %s + %s), %s * batch * %s)".formatted(networks,
                    to.extent(all), to.extent(before), networks, to.extent(shape.features()));
            masks.add(to.let(place + (shape instanceof InputShape.Image image
                    ? ".view(%s, batch, %s, %s, %s)".formatted(networks, to.extent(image.height()),
                    to.extent(image.width()), to.extent(image.channels()))
                    : ".view(%s, -1, batch)".formatted(networks))));
            before += shape.features();
        }
        return masks;
    }
}
