package org.whittle.train.program;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.whittle.net.loss.LossFunction;

/**
 * The program of cohorts of perceptrons. There are as many texts as there are losses, with normalization or without,
 * with masks or without, and where some do not see all inputs. For their parameters see {@link NetworkSource} and
 * {@link CallSource}, where {@code free} is networks × 1 × inputs.
 */
final class MlpProgram {

    private static final String VIEWS = "List[List[Tensor]]";
    private static final List<String> TRAIN = List.of("weights: " + VIEWS, "gradients: " + VIEWS,
            "statistics: " + VIEWS, "pieces: " + VIEWS, "networks: List[int]", "heads: List[int]",
            "runs: List[int]", "dense: List[int]", "optimizers: List[int]");
    private static final List<String> INFER = List.of("weights: " + VIEWS, "statistics: " + VIEWS,
            "networks: List[int]", "heads: List[int]", "runs: List[int]", "x: Tensor");

    /** What a text hangs on. */
    private record Kind(List<Class<?>> loss, boolean constant, boolean normalized, boolean masked, boolean partial) {
    }

    /** Those that were asked for: a handful. */
    private static final Map<Kind, String> TEXTS = new ConcurrentHashMap<>();

    private MlpProgram() {
    }

    /**
     * The methods {@code views}, {@code pieces}, {@code train} and {@code infer}.
     *
     * @param loss of a network; that of the others differs in constants at most
     * @param partial whether a network does not see all inputs
     */
    static String of(LossFunction loss, boolean normalized, boolean masked, boolean partial) {
        return TEXTS.computeIfAbsent(new Kind(loss.formula(), loss.constant() != 0, normalized, masked, partial),
                kind -> NetworkSource.views() + DescentSource.pieces() + train(loss, kind) + infer(normalized));
    }

    private static String train(LossFunction loss, Kind kind) {
        Source to = new Source();
        NetworkSource network = new NetworkSource(to, kind.normalized, kind.masked);
        network.beginTraining();
        return CallSource.train(to, TRAIN, loss, () -> network.train(loss, CallSource.constants(loss)),
                kind.partial ? (gradients, change) -> keepUnseen(to, gradients, change) : null);
    }

    /** Of first layers: the hidden one, and that of linear models, which are the last networks. */
    private static void keepUnseen(Source to, boolean gradients, String change) {
        to.open("if depth > 0:");
        to.line(change.formatted(gradients ? "dW[0]" : "W[0]", "torch.narrow(free, 0, 0, networks[0])"));
        to.close();
        to.open("if heads[0] > 0:");
        to.line(change.formatted(gradients ? "dV[0]" : "V[0]", "torch.narrow(free, 0, size - heads[0], heads[0])"));
        to.close();
    }

    private static String infer(boolean normalized) {
        Source to = new Source();
        to.line("batch = torch.size(x, 0)");
        new NetworkSource(to, normalized, false).infer();
        to.line("return outputs");
        return to.method("infer", INFER, "Tensor");
    }
}
