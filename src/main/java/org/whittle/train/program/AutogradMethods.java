package org.whittle.train.program;

import java.util.List;
import org.whittle.net.loss.LossFunction;

/**
 * Writes what is done around the passes of a network whose gradients the engine finds: which rows come, what the loss
 * says of the outputs, and the optimizer's step, which is the one of all networks.
 */
final class AutogradMethods {

    private AutogradMethods() {
    }

    /** @param loss of the network */
    static String text(LossFunction loss) {
        return DescentSource.pieces() + delta(loss) + step();
    }

    /**
     * The gradient of the batch's mean loss by the outputs Y, {@code rows × outputs}; adds the batch's losses to L. R
     * are the numbers of its rows; T, E, C are as {@link StackMethods} has them.
     */
    private static String delta(LossFunction loss) {
        Source to = new Source();
        String constants = loss.constant() == 0 ? null : "C";
        to.line("wanted = torch.index_select(T, 0, R)");
        to.line(loss.kinds() > 0 ? "targets = torch.index_select(E, 2, wanted)"
                : "targets = wanted.view(1, 1, -1)");
        to.line("outputs = torch.detach(Y).t().unsqueeze(0).contiguous()");
        String scores = loss.scores(to, "outputs");
        String losses = loss.losses(to, scores, "targets", constants);
        to.line("L.add_(torch.sum(" + losses + ", [1, 2], dtype=7))");
        String delta = loss.gradient(to, "outputs", scores, "targets", constants);
        to.multiply(delta, "1. / float(torch.size(R, 0))");
        to.line("return " + delta + ".squeeze(0).t()");
        return to.method("delta", List.of("Y: Tensor", "T: Tensor", "E: Tensor", "C: Tensor", "R: Tensor", "L: Tensor"),
                "Tensor");
    }

    /** A step by gradients that the engine keeps, which are 0 afterwards. */
    private static String step() {
        Source to = new Source();
        DescentSource.begin(to);
        to.lines("""
                i = 0
                own = pieces[1]
                for k in range(len(gradients)):
                  own[k].copy_(gradients[k])
                  gradients[k].zero_()
                """);
        DescentSource.step(to);
        to.line("return len(gradients)");
        return to.method("step", List.of("pieces: List[List[Tensor]]", "gradients: List[Tensor]",
                "optimizers: List[int]", "clips: int", "numbers: List[float]"), "int");
    }
}
