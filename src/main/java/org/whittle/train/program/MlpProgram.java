package org.whittle.train.program;

import java.util.List;
import java.util.stream.Stream;
import org.whittle.net.loss.LossFunction;

/**
 * The program of cohorts of perceptrons. There are as many texts as there are losses, with normalization or without,
 * with masks or without, and where some do not see all inputs.
 *
 * <pre>
 *   X            rows, T their targets, E how classes are encoded     O   the epoch's order of rows
 *   L            sums of losses, C constants of losses                D   masks, step by step
 *   seen         which inputs each network sees, networks × 1 × inputs; whether zeros are to be kept by hand
 *   optimizers   of networks, their numbers by step, and the pieces of memory they work on
 * </pre>
 * For what else there is see {@link NetworkSource}.
 */
final class MlpProgram {

    private static final String VIEWS = "List[List[Tensor]]";
    private static final List<String> TRAIN = List.of("weights: " + VIEWS, "gradients: " + VIEWS,
            "statistics: " + VIEWS, "pieces: " + VIEWS, "networks: List[int]", "heads: List[int]",
            "runs: List[int]", "dense: List[int]", "optimizers: List[int]", "L: Tensor", "X: Tensor", "T: Tensor",
            "E: Tensor", "C: Tensor", "O: Tensor", "D: Tensor", "masks: int", "clips: int",
            "numbers: List[float]", "first_row: int", "n: int", "batch: int");
    private static final List<String> SEEN = List.of("seen: Tensor", "fills: int");
    private static final List<String> INFER = List.of("weights: " + VIEWS, "statistics: " + VIEWS,
            "networks: List[int]", "heads: List[int]", "runs: List[int]", "x: Tensor");

    private MlpProgram() {
    }

    /**
     * The methods {@code views}, {@code pieces}, {@code train} and {@code infer}.
     *
     * @param loss of a network; that of the others differs in constants at most
     * @param partial whether a network does not see all inputs
     */
    static String of(LossFunction loss, boolean normalized, boolean masked, boolean partial) {
        return NetworkSource.views() + DescentSource.pieces() + train(loss, normalized, masked, partial)
                + infer(normalized);
    }

    private static String train(LossFunction loss, boolean normalized, boolean masked, boolean partial) {
        Source to = new Source();
        String constants = loss.constant() == 0 ? null : "C";
        NetworkSource network = new NetworkSource(to, normalized, masked);
        network.beginTraining();
        DescentSource.begin(to);
        to.line("share = 1. / float(batch)");
        to.line("chosen = torch.narrow(O, 0, first_row, n * batch)");
        to.line("rows = torch.embedding(X, chosen).split(batch)");
        to.line("wanted = torch.index_select(T, 0, chosen)");
        to.line(loss.encode(new float[] {0}).length > 1 ? "targets = torch.index_select(E, 2, wanted)"
                : "targets = wanted.view(1, 1, -1)");
        to.line("wants = targets.split(batch, 2)");
        to.line("all_scores = annotate(List[Tensor], [])");
        to.open("for i in range(n):");
        to.line("x = rows[i]");
        to.line("y = wants[i]");
        to.line("all_scores.append(" + network.train(loss, constants) + ")");
        if (partial) {
            NetworkSource.keepUnseen(to, "dW[0]", "dV[0]", "%s.mul_(%s)");
        }
        DescentSource.step(to);
        if (partial) {
            to.open("if fills > 0:");
            NetworkSource.keepUnseen(to, "W[0]", "V[0]", "%s.masked_fill_(torch.eq(%s, 0), 0.)");
            to.close();
        }
        to.close();
        String losses = loss.losses(to, to.let("torch.cat(all_scores, 2)"), "targets", constants);
        to.line("L.add_(torch.sum(" + losses + ", [1, 2], dtype=7))");
        to.line("return n");
        return to.method("train", partial ? Stream.concat(TRAIN.stream(), SEEN.stream()).toList() : TRAIN, "int");
    }

    private static String infer(boolean normalized) {
        Source to = new Source();
        to.line("batch = torch.size(x, 0)");
        new NetworkSource(to, normalized, false).infer();
        to.line("return outputs");
        return to.method("infer", INFER, "Tensor");
    }
}
