package org.whittle.train.program;

import java.util.List;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.normalization.BatchNorm;

/**
 * Writes the forward and the backward pass of a cohort of perceptrons: loops over layers, whose number, extents and
 * activations come with each call. So all cohorts of a study have one text, and load one program.
 *
 * <p>Activations are {@code networks × units × rows}. So the first layer, whose input all networks share, is one
 * product of all their weights with the batch; every other product is a batch of small ones; and nothing has to be
 * rearranged in between.
 *
 * <pre>
 *   weights, gradients   views of the flat tensors: hidden layers' weights and biases, output layers' weights and
 *                        biases by depth (with no network where there is none), normalizations' scales and shifts
 *   statistics           running means and variances, by hidden layer
 *   networks             by hidden layer, how many have it
 *   heads                by depth, how many end there
 *   dense                by hidden layer, then by output layer: whether its weights lie one after the other
 *   runs                 by hidden layer: the number of its runs of activations, and of each which, its first network,
 *                        and the number of its networks; then their number once more
 * </pre>
 */
final class NetworkSource {

    private static final List<Activation> ACTIVATIONS = Activations.ALL;

    private final Source to;
    private final boolean normalized;
    private final boolean masked;

    /**
     * @param normalized whether hidden layers are batch-normalized
     * @param masked whether training has masks, {@code D}, with {@code masks} elements a step
     */
    NetworkSource(Source to, boolean normalized, boolean masked) {
        this.to = to;
        this.normalized = normalized;
        this.masked = masked;
    }

    /** Which of the program's activations that is. */
    static int kind(Activation activation) {
        return ACTIVATIONS.indexOf(activation);
    }

    /**
     * The method that makes views: groups of them, as they stand in {@code places}, which has for each group the number
     * of its views, and for each of these its three extents, the elements from one network to the next, and the offset.
     */
    static String views() {
        Source to = new Source();
        to.lines("""
                groups = annotate(List[List[Tensor]], [])
                at = 0
                while at < len(places):
                  count = places[at]
                  at = at + 1
                  group = annotate(List[Tensor], [])
                  for k in range(count):
                    sizes = [places[at], places[at + 1], places[at + 2]]
                    strides = [places[at + 3], places[at + 2], 1]
                    group.append(torch.as_strided(flat, sizes, strides, places[at + 4]))
                    at = at + 5
                  groups.append(group)
                return groups
                """);
        return to.method("views", List.of("flat: Tensor", "places: List[int]"), "List[List[Tensor]]");
    }

    /** Writes the forward pass of rows {@code x}: {@code outputs} are {@code networks × outputs × rows}. */
    void infer() {
        begin(false);
        forward(false);
    }

    /** Writes what {@link #train} needs, before the loop over steps. */
    void beginTraining() {
        begin(true);
    }

    /**
     * Writes both passes of step {@code i}, with rows {@code x} and targets {@code y}; the gradients are then in their
     * places.
     *
     * @param constants of losses; {@code null} if there are none
     * @return the batch's scores
     */
    String train(LossFunction loss, String constants) {
        forward(true);
        String scores = loss.scores(to, "outputs");
        to.line("delta = " + loss.gradient(to, "outputs", scores, "y", constants));
        to.line("delta.mul_(share)");
        backward();
        return scores;
    }

    private void begin(boolean training) {
        to.lines("""
                depth = len(networks)
                W = weights[0]
                b = weights[1]
                V = weights[2]
                c = weights[3]
                """);
        matrices("first", "W", "last", "V");
        if (training) {
            to.lines("""
                    dW = gradients[0]
                    db = gradients[1]
                    dV = gradients[2]
                    dc = gradients[3]
                    """);
            matrices("dfirst", "dW", "dlast", "dV");
        }
    }

    /** What is multiplied with rows as one matrix: the first hidden layer, and output layers of linear models. */
    private void matrices(String first, String hidden, String last, String heads) {
        to.lines("""
                %1$s = %4$s[0]
                if depth > 0:
                  %1$s = torch.flatten(%2$s[0], 0, 1)
                %3$s = %4$s[0]
                if heads[0] > 0:
                  %3$s = torch.flatten(%4$s[0], 0, 1)
                """.formatted(first, hidden, last, heads));
    }

    private void forward(boolean training) {
        to.lines("""
                ends = annotate(List[Tensor], [])
                h = x
                at = 0
                """);
        if (training) {
            for (String list : normalized
                    ? List.of("hs", "zs", "ys", "saved", "linears", "means", "inverses")
                    : List.of("hs", "zs", "ys", "saved")) {
                to.line(list + " = annotate(List[Tensor], [])");
            }
            if (masked) {
                to.line("kept = annotate(List[Tensor], [])");
                to.line("mask_at = i * masks");
            }
        }
        to.open("for d in range(depth + 1):");
        to.lines("""
                ending = h
                ahead = h
                if d > 0:
                  if heads[d] > 0:
                    if d < depth:
                      ahead = torch.narrow(h, 0, 0, networks[d])
                      ending = torch.narrow(h, 0, networks[d], heads[d])
                if heads[d] > 0:
                  if d == 0:
                    end = torch.mm(last, torch.t(x)).view(heads[0], -1, batch).add_(c[0])
                  else:
                    end = torch.baddbmm(c[d], V[d], ending)
                  ends.insert(0, end)
                """);
        if (training) {
            to.line("hs.append(h)");
        }
        to.open("if d < depth:");
        hidden(training);
        to.close();
        to.close();
        to.lines("""
                outputs = ends[0]
                if len(ends) > 1:
                  outputs = torch.cat(ends, 0)
                """);
    }

    private void hidden(boolean training) {
        to.lines("""
                if d == 0:
                  z = torch.mm(first, torch.t(x)).view(networks[0], -1, batch).add_(b[0])
                else:
                  z = torch.baddbmm(b[d], W[d], ahead)
                """);
        if (normalized) {
            if (training) {
                to.line("linears.append(z)");
            }
            to.lines("""
                    normal = torch.native_batch_norm(z.view(1, -1, batch), weights[4][d].reshape(-1), \
                    weights[5][d].reshape(-1), torch.flatten(statistics[0][d]), torch.flatten(statistics[1][d]), \
                    %s, %s, %s)
                    """.formatted(training ? "True" : "False", BatchNorm.MOMENTUM, BatchNorm.EPSILON));
            if (training) {
                to.line("means.append(normal[1])");
                to.line("inverses.append(normal[2])");
            }
            to.line("z = normal[0].view_as(z)");
        }
        to.line("count = runs[at]");
        to.line("at = at + 1");
        to.lines("""
                a = z
                parts = annotate(List[Tensor], [])
                """);
        to.open("for r in range(count):");
        to.lines("""
                u = z
                if count > 1:
                  u = torch.narrow(z, 0, runs[at + 1], runs[at + 2])
                """);
        to.line("activation = runs[at]");
        to.choose("activation", ACTIVATIONS.size(), kind -> {
            Activation.Activated<String> activated = ACTIVATIONS.get(kind).apply(to, "u");
            to.line("a = " + activated.output());
            if (training) {
                to.line("s = " + (activated.saved() == null ? activated.output() : activated.saved()));
            }
        });
        to.lines("""
                if count > 1:
                  parts.append(a)
                """);
        if (training) {
            to.line("zs.append(u)");
            to.line("ys.append(a)");
            to.line("saved.append(s)");
        }
        to.line("at = at + 3");
        to.close();
        to.lines("""
                at = at + 1
                h = a
                if count > 1:
                  h = torch.cat(parts, 0)
                """);
        if (training && masked) {
            to.lines("""
                    elements = networks[d] * torch.size(h, 1) * batch
                    mask = torch.narrow(D, 0, mask_at, elements).view(networks[d], -1, batch)
                    mask_at = mask_at + elements
                    kept.append(mask)
                    h = torch.mul(h, mask)
                    """);
        }
    }

    private void backward() {
        to.lines("""
                lead = delta
                place = 0
                k = len(zs)
                """);
        to.open("for t in range(depth + 1):");
        to.lines("""
                d = depth - t
                g = lead
                h = hs[d]
                if heads[d] > 0:
                  tail = delta
                  if heads[d] < size:
                    tail = torch.narrow(delta, 0, place, heads[d])
                  place = place + heads[d]
                  torch.sum(tail, [2], True, dtype=None, out=dc[d])
                  if d == 0:
                    torch.mm(torch.flatten(tail, 0, 1), x, out=dlast)
                  else:
                    ending = h
                    if d < depth:
                      ending = torch.narrow(h, 0, networks[d], heads[d])
                    if dense[depth + d] > 0:
                      torch.bmm(tail, torch.transpose(ending, 1, 2), out=dV[d])
                    else:
                      dV[d].copy_(torch.bmm(tail, torch.transpose(ending, 1, 2)))
                    g = torch.bmm(torch.transpose(V[d], 1, 2), tail)
                    if d < depth:
                      g = torch.cat([lead, g], 0)
                """);
        to.open("if d > 0:");
        hiddenBack();
        to.close();
        to.close();
    }

    private void hiddenBack() {
        to.line("l = d - 1");
        if (masked) {
            to.line("g.mul_(kept[l])");
        }
        to.line("at = at - 1");
        to.line("count = runs[at]");
        to.open("for r in range(count):");
        to.lines("""
                at = at - 3
                k = k - 1
                part = g
                if count > 1:
                  part = torch.narrow(g, 0, runs[at + 1], runs[at + 2])
                activation = runs[at]
                """);
        to.choose("activation", ACTIVATIONS.size(), kind -> {
            Activation activation = ACTIVATIONS.get(kind);
            activation.back(to, new Activation.Activated<>("zs[k]", "ys[k]", "saved[k]"), "part");
        });
        to.close();
        to.line("at = at - 1");
        if (normalized) {
            to.lines("""
                    normal = torch.native_batch_norm_backward(g.view(1, -1, batch), linears[l].view(1, -1, batch), \
                    weights[4][l].reshape(-1), torch.flatten(statistics[0][l]), torch.flatten(statistics[1][l]), \
                    means[l], inverses[l], True, %s, [True, True, True])
                    gradients[4][l].copy_(normal[1].view_as(gradients[4][l]))
                    gradients[5][l].copy_(normal[2].view_as(gradients[5][l]))
                    g = normal[0].view_as(g)
                    """.formatted(BatchNorm.EPSILON));
        } else {
            // Normalization takes out what a bias adds: its gradient is 0. Computed, it would be rounding noise, which
            // an optimizer that divides by the gradient's size would take for a signal.
            to.line("torch.sum(g, [2], True, dtype=None, out=db[l])");
        }
        to.lines("""
                if l == 0:
                  torch.mm(torch.flatten(g, 0, 1), x, out=dfirst)
                else:
                  below = hs[l]
                  if heads[l] > 0:
                    below = torch.narrow(below, 0, 0, networks[l])
                  if dense[l] > 0:
                    torch.bmm(g, torch.transpose(below, 1, 2), out=dW[l])
                  else:
                    dW[l].copy_(torch.bmm(g, torch.transpose(below, 1, 2)))
                  lead = torch.bmm(torch.transpose(W[l], 1, 2), g)
                """);
    }
}
