package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import org.whittle.net.InputShape;
import org.whittle.net.loss.LossFunction;

/**
 * Writes the methods of a cohort whose networks have the same layers: what trains several steps of all of them, what
 * finds the rows that optimizers work on, and what predicts.
 *
 * <pre>
 *   W, G         parameters, gradients                            S        statistics of normalization
 *   pieces       of memory that optimizers work on                members  groups that normalizations are of
 * </pre>
 * For the rest see {@link CallSource}; {@code free} is networks × some: of each row the first ones.
 */
final class StackMethods {

    private static final List<String> TRAIN = List.of("pieces: List[List[Tensor]]", "W: Tensor", "G: Tensor",
            "S: Tensor", "members: List[Tensor]", "optimizers: List[int]");
    private static final List<String> INFER = List.of("W: Tensor", "S: Tensor", "members: List[Tensor]", "X: Tensor");

    private final StackLayout layout;
    private final LossFunction loss;
    private final List<InputShape> masked;
    private final int kept;
    private final boolean apart;
    private final List<String> methods = new ArrayList<>();

    /**
     * @param loss of a member; that of the others differs in constants at most
     * @param masked the shapes of what dropout leaves units out of; none if nobody has dropout
     * @param kept of each row of parameters the first ones, among which some stay 0; 0 if none do
     * @param apart whether members' normalizations are of other groups
     */
    StackMethods(StackLayout layout, LossFunction loss, List<InputShape> masked, int kept, boolean apart) {
        this.layout = layout;
        this.loss = loss;
        this.masked = masked;
        this.kept = kept;
        this.apart = apart;
    }

    /** All that was written. */
    String text() {
        return DescentSource.pieces() + String.join("", methods);
    }

    /** Writes {@code train}; gives the values of its extents. */
    long[] train() {
        Source to = new Source();
        LayerSource network = new LayerSource(to, layout, true, apart);
        methods.add(CallSource.train(to, TRAIN, loss,
                () -> network.train("x", "y", loss, CallSource.constants(loss), masks(to)),
                kept == 0 ? null : (gradients, change) -> {
                    String some = to.let("%s.view(%s, -1).narrow(1, 0, %s)".formatted(gradients ? "G" : "W",
                            to.extent(layout.networks()), to.extent(kept)));
                    to.line(change.formatted(some, "free"));
                }));
        return to.extents();
    }

    /** Writes {@code infer}; gives the values of its extents. */
    long[] infer() {
        Source to = new Source();
        String outputs = new LayerSource(to, layout, false, apart).infer("X");
        to.line("return " + outputs);
        methods.add(to.method("infer", INFER, "Tensor"));
        return to.extents();
    }

    private List<String> masks(Source to) {
        List<String> masks = new ArrayList<>();
        long before = 0;
        String networks = to.extent(layout.networks());
        for (InputShape shape : masked) {
            String place = "torch.narrow(D, 0, i * masks + %s * batch * %s, %s * batch * %s)".formatted(networks,
                    to.extent(before), networks, to.extent(shape.features()));
            masks.add(to.let(place + (shape instanceof InputShape.Image image
                    ? ".view(%s, batch, %s, %s, %s)".formatted(networks, to.extent(image.height()),
                    to.extent(image.width()), to.extent(image.channels()))
                    : ".view(%s, -1, batch)".formatted(networks))));
            before += shape.features();
        }
        return masks;
    }
}
