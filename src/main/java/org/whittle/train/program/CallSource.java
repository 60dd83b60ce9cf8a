package org.whittle.train.program;

import java.util.List;
import java.util.stream.Stream;
import org.whittle.net.loss.LossFunction;

/**
 * Writes what a call of several steps is around its steps, for whichever networks.
 *
 * <pre>
 *   X            rows, T their targets, E how classes are encoded     O   the epoch's order of rows
 *   L            sums of losses, C constants of losses                D   masks, step by step, of so many elements
 *   flat         gradients of all networks                        seen  where they are kept if watch is not 0
 *   numbers      of optimizers, step by step                          free   of parameters that need not stay 0
 * </pre>
 */
final class CallSource {

    private static final List<String> PARAMETERS = List.of("L: Tensor", "X: Tensor", "T: Tensor", "E: Tensor",
            "C: Tensor", "O: Tensor", "D: Tensor", "masks: int", "clips: int", "numbers: List[float]",
            "first_row: int", "n: int", "batch: int", "flat: Tensor", "seen: Tensor", "watch: int");
    private static final List<String> KEEPING = List.of("free: Tensor", "fills: int");

    private CallSource() {
    }

    /** Writes the steps that a network takes with rows {@code x} and targets {@code y} of step {@code i}. */
    interface Steps {

        /** @return the batch's scores */
        String write();
    }

    /** Writes a line for parameters and for what they are compared with. */
    interface Keep {

        /** @param change of a tensor and {@code free} */
        void write(boolean gradients, String change);
    }

    /**
     * The method {@code train}, with the lines that were written as its first.
     *
     * @param own its first parameters
     * @param keep how zeros are kept; {@code null} if none are
     */
    static String train(Source to, List<String> own, LossFunction loss, Steps steps, Keep keep) {
        DescentSource.begin(to);
        to.line("share = 1. / float(batch)");
        to.line("chosen = torch.narrow(O, 0, first_row, n * batch)");
        to.line("rows = torch.embedding(X, chosen).split(batch)");
        to.line("wanted = torch.index_select(T, 0, chosen)");
        to.line(loss.kinds() > 0 ? "targets = torch.index_select(E, 2, wanted)"
                : "targets = wanted.view(1, 1, -1)");
        to.line("wants = targets.split(batch, 2)");
        to.line("all_scores = annotate(List[Tensor], [])");
        to.open("for i in range(n):");
        to.line("x = rows[i]");
        to.line("y = wants[i]");
        to.line("all_scores.append(" + steps.write() + ")");
        if (keep != null) {
            keep.write(true, "%s.mul_(%s)");
        }
        // The last step's gradients as the loss has them: the optimizer may change them.
        to.open("if watch > 0:");
        to.open("if i == n - 1:");
        to.line("seen.copy_(flat)");
        to.close();
        to.close();
        DescentSource.step(to);
        if (keep != null) {
            to.open("if fills > 0:");
            keep.write(false, "%s.masked_fill_(torch.eq(%s, 0), 0.)");
            to.close();
        }
        to.close();
        String losses = loss.losses(to, to.let("torch.cat(all_scores, 2)"), "targets", constants(loss));
        to.line("L.add_(torch.sum(" + losses + ", [1, 2], dtype=7))");
        to.line("return n");
        return to.method("train", Stream.of(own, PARAMETERS, keep == null ? List.<String>of() : KEEPING)
                .flatMap(List::stream).toList(), "int");
    }

    /** The name of a loss's constants; {@code null} if there are none. */
    static String constants(LossFunction loss) {
        return loss.constant() == 0 ? null : "C";
    }
}
