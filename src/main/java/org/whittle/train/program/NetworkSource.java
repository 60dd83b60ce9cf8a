package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import org.whittle.net.activation.Activation;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.train.graph.CohortShape;

/**
 * Writes the forward and the backward pass of a cohort's networks.
 *
 * <p>Activations are {@code networks × units × rows}. So the first layer, whose input all networks share, is one
 * product of all their weights with the batch where they lie one after the other; every other product is a batch of
 * small ones; and nothing has to be rearranged in between.
 */
final class NetworkSource {

    private final Source to;
    private final CohortShape shape;
    private final CohortLayout layout;
    private final List<Linear> hidden = new ArrayList<>();
    private final List<Linear> heads = new ArrayList<>();
    private final List<Normalization> normalizations = new ArrayList<>();

    /** Names of the views of a linear layer's parameters, and if it is trained of their gradients. */
    private record Linear(CohortLayout.Stack stack, String networks, String outputs, String weight, String bias,
                          String weightGradient, String biasGradient) {
    }

    private record Normalization(String scale, String shift, String scaleGradient, String shiftGradient, String mean,
                                 String variance) {
    }

    /** Names of what a hidden layer's backward pass needs. */
    private record Trace(String input, String linear, String mean, String inverseDeviation,
                         List<Activation.Activated<String>> activated, String mask) {
    }

    /** All layers' traces, and what went into the output layers, by depth. */
    private record Traces(List<Trace> layers, List<String> last) {
    }

    /**
     * Writes the views of parameters and statistics, {@code W} and {@code S}.
     *
     * @param trains whether to write those of gradients too, {@code G}
     */
    NetworkSource(Source to, CohortShape shape, CohortLayout layout, boolean trains) {
        this.to = to;
        this.shape = shape;
        this.layout = layout;
        List<String> weights = panels("W");
        List<String> gradients = trains ? panels("G") : List.of();
        long statistic = 0;
        for (int layer = 0; layer < shape.depth(); layer++) {
            List<CohortLayout.Stack> stacks = layout.hidden(layer);
            hidden.add(linear(stacks, weights, gradients));
            if (stacks.size() > 2) {
                long extent = (long) stacks.get(2).networks() * stacks.get(2).size();
                normalizations.add(new Normalization(
                        columns(stacks.get(2), weights),
                        columns(stacks.get(3), weights),
                        trains ? columns(stacks.get(2), gradients) : null,
                        trains ? columns(stacks.get(3), gradients) : null,
                        statistic(statistic, extent),
                        statistic(statistic + extent, extent)));
                statistic += 2 * extent;
            }
        }
        for (int depth = 0; depth <= shape.depth(); depth++) {
            heads.add(layout.head(depth) == null ? null : linear(layout.head(depth), weights, gradients));
        }
    }

    private String statistic(long from, long extent) {
        return to.let("torch.narrow(S, 0, " + to.extent(from) + ", " + to.extent(extent) + ")");
    }

    /** The panels of a flat tensor, {@code rows × width}. */
    private List<String> panels(String flat) {
        return layout.panels().stream().map(panel -> to.let("torch.narrow(%s, 0, %s, %s).view(%s, -1)".formatted(flat,
                to.extent(panel.offset()), to.extent((long) panel.rows() * panel.width()),
                to.extent(panel.rows())))).toList();
    }

    /** A stack's part of its panel, {@code networks × size}. */
    private String columns(CohortLayout.Stack stack, List<String> panels) {
        CohortLayout.Panel panel = layout.panels().get(stack.panel());
        return to.let("%s.narrow(0, %s, %s).narrow(1, %s, %s)".formatted(panels.get(stack.panel()),
                to.extent(stack.first() - panel.first()), to.extent(stack.networks()), to.extent(stack.column()),
                to.extent(stack.size())));
    }

    private Linear linear(List<CohortLayout.Stack> stacks, List<String> weights, List<String> gradients) {
        CohortLayout.Stack weight = stacks.get(0);
        CohortLayout.Stack bias = stacks.get(1);
        String networks = to.extent(weight.networks());
        String outputs = to.extent(bias.size());
        String inputs = to.extent(weight.size() / bias.size());
        String matrices = ".view(%s, %s, %s)".formatted(networks, outputs, inputs);
        return new Linear(weight, networks, outputs, to.let(columns(weight, weights) + matrices),
                to.let(columns(bias, weights) + ".unsqueeze(2)"),
                gradients.isEmpty() ? null : to.let(columns(weight, gradients) + matrices),
                gradients.isEmpty() ? null : columns(bias, gradients));
    }

    /**
     * Writes the forward pass.
     *
     * @param rows {@code rows × inputs}
     * @return the outputs, {@code networks × outputs × rows}
     */
    String infer(String rows) {
        return forward(rows, List.of(), false, new Traces(new ArrayList<>(), new ArrayList<>()));
    }

    /**
     * Writes both passes; the gradients are then in their places.
     *
     * @param masks of each hidden layer; empty without dropout
     * @return the batch's scores
     */
    String train(String rows, String targets, LossFunction loss, String constants, List<String> masks) {
        Traces traces = new Traces(new ArrayList<>(), new ArrayList<>());
        String outputs = forward(rows, masks, true, traces);
        String scores = loss.scores(to, outputs);
        String delta = loss.gradient(to, outputs, scores, targets, constants);
        to.multiply(delta, "share");
        backward(delta, traces);
        return scores;
    }

    private String forward(String rows, List<String> masks, boolean training, Traces traces) {
        List<String> outputs = new ArrayList<>();
        String h = null;
        for (int depth = 0; depth <= shape.depth(); depth++) {
            Linear head = heads.get(depth);
            String last = rows;
            String next = rows;
            if (depth > 0) {
                boolean parts = head != null && depth < shape.depth();
                next = parts ? slice(h, 0, shape.networks(depth)) : h;
                last = parts ? slice(h, shape.networks(depth), head.stack().networks()) : h;
            }
            traces.last().add(last);
            if (head != null) {
                outputs.add(0, apply(head, last, depth));
            }
            if (depth < shape.depth()) {
                h = hidden(depth, next, masks, training, traces.layers());
            }
        }
        return concatenate(outputs);
    }

    private String slice(String x, long first, long networks) {
        return to.let("torch.narrow(" + x + ", 0, " + to.extent(first) + ", " + to.extent(networks) + ")");
    }

    private String concatenate(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : to.let("torch.cat([" + String.join(", ", parts) + "], 0)");
    }

    private String hidden(int layer, String input, List<String> masks, boolean training, List<Trace> traces) {
        String linear = apply(hidden.get(layer), input, layer);
        String z = linear;
        String mean = null;
        String inverse = null;
        if (!normalizations.isEmpty()) {
            Normalization by = normalizations.get(layer);
            String all = to.let(
                    ("torch.native_batch_norm(%s.view(1, -1, %s.size(2)), %s.reshape(-1), %s.reshape(-1), %s, %s,"
                                    + " %s, %s, %s)")
                            .formatted(
                                    linear,
                                    linear,
                                    by.scale(),
                                    by.shift(),
                                    by.mean(),
                                    by.variance(),
                                    training ? "True" : "False",
                                    BatchNorm.MOMENTUM,
                                    BatchNorm.EPSILON));
            z = to.let(all + "[0].view_as(" + linear + ")");
            mean = to.let(all + "[1]");
            inverse = to.let(all + "[2]");
        }
        List<Activation.Activated<String>> activated = activate(z, layer);
        String h = concatenate(activated.stream().map(Activation.Activated::output).toList());
        String mask = masks.isEmpty() ? null : masks.get(layer);
        traces.add(new Trace(input, linear, mean, inverse, activated, mask));
        return mask == null ? h : to.product(h, mask);
    }

    private List<Activation.Activated<String>> activate(String z, int layer) {
        List<Activation> activations = shape.activations(layer);
        List<String> parts = runs(z, layer);
        List<Activation.Activated<String>> activated = new ArrayList<>(activations.size());
        for (int i = 0; i < activations.size(); i++) {
            activated.add(activations.get(i).apply(to, parts.get(i)));
        }
        return activated;
    }

    /** The parts of a layer's networks that have one activation. */
    private List<String> runs(String x, int layer) {
        long[] cuts = shape.activationCuts(layer);
        if (cuts.length == 0) {
            return List.of(x);
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i <= cuts.length; i++) {
            long from = i == 0 ? 0 : cuts[i - 1];
            parts.add(slice(x, from, (i == cuts.length ? shape.networks(layer) : cuts[i]) - from));
        }
        return parts;
    }

    private String apply(Linear linear, String input, int layer) {
        if (layer > 0) {
            return to.let("torch.baddbmm(%s, %s, %s)".formatted(linear.bias(), linear.weight(), input));
        }
        if (layout.isDense(linear.stack())) {
            String product = to.let("torch.mm(%s.view(%s * %s, -1), %s.t()).view(%s, %s, -1)".formatted(linear.weight(),
                    linear.networks(), linear.outputs(), input, linear.networks(), linear.outputs()));
            return to.add(product, linear.bias());
        }
        return to.let("torch.baddbmm(%s, %s, %s.t().expand(%s, -1, -1))"
                .formatted(linear.bias(), linear.weight(), input, linear.networks()));
    }

    private void backward(String byOutputs, Traces traces) {
        String byLead = null;
        long end = 0;
        for (int depth = shape.depth(); depth >= 0; depth--) {
            Linear head = heads.get(depth);
            String byTail = null;
            if (head != null) {
                long count = head.stack().networks();
                String delta = count == shape.size() ? byOutputs : slice(byOutputs, end, count);
                end += count;
                byTail = back(head, delta, traces.last().get(depth), depth, true);
            }
            if (depth > 0) {
                String delta = byLead == null ? byTail : byTail == null ? byLead : concatenate(List.of(byLead, byTail));
                byLead = hiddenBack(depth - 1, delta, traces.layers().get(depth - 1));
            }
        }
    }

    private String hiddenBack(int layer, String delta, Trace trace) {
        if (trace.mask() != null) {
            to.multiply(delta, trace.mask());
        }
        List<String> parts = runs(delta, layer);
        for (int i = 0; i < parts.size(); i++) {
            shape.activations(layer).get(i).back(to, trace.activated().get(i), parts.get(i));
        }
        String byLinear = delta;
        if (trace.mean() != null) {
            Normalization by = normalizations.get(layer);
            String all =
                    to.let(("torch.native_batch_norm_backward(%s.view(1, -1, %s.size(2)), %s.view(1, -1, %s.size(2)),"
                                    + " %s.reshape(-1), %s, %s, %s, %s, True, %s, [True, True, True])")
                            .formatted(
                                    delta,
                                    delta,
                                    trace.linear(),
                                    delta,
                                    by.scale(),
                                    by.mean(),
                                    by.variance(),
                                    trace.mean(),
                                    trace.inverseDeviation(),
                                    BatchNorm.EPSILON));
            to.line("%s.copy_(%s[1].view_as(%s))".formatted(by.scaleGradient(), all, by.scaleGradient()));
            to.line("%s.copy_(%s[2].view_as(%s))".formatted(by.shiftGradient(), all, by.shiftGradient()));
            byLinear = to.let(all + "[0].view_as(" + delta + ")");
        }
        // Normalization takes out what a bias adds: its gradient is 0. Computed, it would be rounding noise, which an
        // optimizer that divides by the gradient's size would take for a signal.
        return back(hidden.get(layer), byLinear, trace.input(), layer, trace.mean() == null);
    }

    /** Writes the parameters' gradients; gives that of the input, or {@code null} for the rows. */
    private String back(Linear linear, String delta, String input, int layer, boolean biased) {
        if (biased) {
            to.line("torch.sum(%s, [2], False, dtype=None, out=%s)".formatted(delta, linear.biasGradient()));
        }
        boolean dense = layout.isDense(linear.stack());
        String gradient = linear.weightGradient();
        if (layer == 0 && dense) {
            to.line("torch.mm(%s.view(%s * %s, -1), %s, out=%s.view(%s * %s, -1))".formatted(delta, linear.networks(),
                    linear.outputs(), input, gradient, linear.networks(), linear.outputs()));
            return null;
        }
        String other = layer == 0 ? input + ".expand(" + linear.networks() + ", -1, -1)" : input + ".transpose(1, 2)";
        if (dense) {
            to.line("torch.bmm(%s, %s, out=%s)".formatted(delta, other, gradient));
        } else {
            to.line("%s.copy_(torch.bmm(%s, %s))".formatted(gradient, delta, other));
        }
        return layer == 0 ? null : to.let("torch.bmm(%s.transpose(1, 2), %s)".formatted(linear.weight(), delta));
    }
}
