package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.setting.Values;
import org.whittle.train.graph.CohortShape;

/**
 * Writes the method that trains: several steps of all networks.
 *
 * <pre>
 *   W, G         parameters, gradients                            S   statistics of normalization
 *   L            sums of losses                                   X   rows, T their targets, E how classes are encoded
 *   C            constants of losses                              O   the epoch's order of rows
 *   D            masks, step by step                              numbers  of optimizers, by step, and their pieces
 * </pre>
 */
final class TrainMethod {

    private static final List<String> PARAMETERS = List.of("W: Tensor", "G: Tensor", "S: Tensor",
            "L: Tensor", "X: Tensor", "T: Tensor", "E: Tensor", "C: Tensor", "O: Tensor", "D: Tensor",
            "numbers: List[float]", "first: int", "n: int", "batch: int", "pieces: List[List[Tensor]]");

    private final CohortShape shape;
    private final CohortLayout layout;
    private final LossFunction loss;
    private final List<Values> members;
    private final boolean masked;

    /**
     * @param loss of a member; that of the others differs in constants at most
     * @param members their settings
     */
    TrainMethod(CohortShape shape, CohortLayout layout, LossFunction loss, List<Values> members, boolean masked) {
        this.shape = shape;
        this.layout = layout;
        this.loss = loss;
        this.members = members;
        this.masked = masked;
    }

    /**
     * @param methods to add to
     * @return the values of its extents
     */
    long[] write(List<String> methods) {
        Source to = new Source();
        String constants = loss.constant() == 0 ? null : "C";
        NetworkSource network = new NetworkSource(to, shape, layout, true);
        DescentSource descent = new DescentSource(to, layout, members);
        descent.begin();
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
        descent.step();
        to.close();
        String losses = loss.losses(to, to.let("torch.cat(kept, 2)"), "targets", constants);
        to.line("L.add_(torch.sum(" + losses + ", [1, 2], dtype=7))");
        to.line("return n");
        methods.add(to.method("train", PARAMETERS, "int"));
        return to.extents();
    }

    /**
     * Writes the method that finds the pieces which optimizers work on.
     *
     * @param methods to add to
     * @return the values of its extents
     */
    long[] writePieces(List<String> methods) {
        Source to = new Source();
        new DescentSource(to, layout, members).pieces();
        to.line("return pieces");
        methods.add(to.method("pieces", List.of("W: Tensor", "G: Tensor", "M: Tensor", "V: Tensor", "steps: Tensor"),
                "List[List[Tensor]]"));
        return to.extents();
    }

    private List<String> masks(Source to) {
        List<String> masks = new ArrayList<>();
        if (!masked) {
            return masks;
        }
        List<String> sizes = new ArrayList<>();
        for (int layer = 0; layer < shape.depth(); layer++) {
            sizes.add(to.extent((long) shape.networks(layer) * shape.padded(0).fanOut(layer)));
        }
        String at = to.let("i * batch * (" + String.join(" + ", sizes) + ")");
        for (int layer = 0; layer < shape.depth(); layer++) {
            masks.add(to.let("torch.narrow(D, 0, %s, %s * batch).view(%s, -1, batch)".formatted(at, sizes.get(layer),
                    to.extent(shape.networks(layer)))));
            at = to.let(at + " + " + sizes.get(layer) + " * batch");
        }
        return masks;
    }
}
