package org.whittle.train.program;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Relu;
import org.whittle.net.loss.LossFunction;

/**
 * Writes the forward and the backward pass of networks of the same layers, whichever these are.
 *
 * <p>A layer's forward pass is written at once, and says how its backward pass is written; so a layer is one method,
 * and a residual is its layers. Gradients are written out: an engine that records operations to differentiate them
 * spends as much on that as small layers take.
 */
final class LayerSource {

    /** Writes a layer's backward pass. */
    interface Back {

        /**
         * @param delta the gradient by what the layer gives; may be changed
         * @param wanted whether anything before it is trained
         * @return the gradient by what it is given; {@code null} if it is not wanted
         */
        String write(String delta, boolean wanted);
    }

    /** What a layer gives, and its way back. */
    record Step(LayerValue value, Back back) {
    }

    private final Source to;
    private final Architecture network;
    private final StackTensors tensors;
    private final boolean training;
    private final ImageSource images;
    private final NormalizationSource normalizations;
    private Iterator<String> masks;
    /** Whether a layer was written that is trained. */
    private boolean trained;

    /**
     * Writes the views that both passes are of.
     *
     * @param apart whether networks' normalizations are of other groups
     */
    LayerSource(Source to, StackLayout layout, boolean training, boolean apart) {
        this.to = to;
        this.training = training;
        network = layout.network();
        tensors = new StackTensors(to, layout, training);
        images = new ImageSource(to, tensors, training);
        normalizations = new NormalizationSource(to, tensors, training, apart);
    }

    /**
     * Writes the forward pass.
     *
     * @param rows {@code rows × inputs}
     * @return the outputs, {@code networks × outputs × rows}
     */
    String infer(String rows) {
        return forward(rows, List.of(), new ArrayList<>()).name();
    }

    /**
     * Writes both passes; the gradients are then in their places.
     *
     * @param dropout the masks in the order of layers: of an image {@code networks × rows × height × width × channels},
     *     of a vector {@code networks × units × rows}; none without dropout
     * @return the batch's scores
     */
    String train(String rows, String targets, LossFunction loss, String constants, List<String> dropout) {
        List<Back> tape = new ArrayList<>();
        String outputs = forward(rows, dropout, tape).name();
        String scores = loss.scores(to, outputs);
        String delta = loss.gradient(to, outputs, scores, targets, constants);
        to.multiply(delta, "share");
        for (int i = tape.size() - 1; i >= 0; i--) {
            delta = tape.get(i).write(delta, i > 0);
        }
        return scores;
    }

    private LayerValue forward(String rows, List<String> dropout, List<Back> tape) {
        tensors.rewind();
        normalizations.rewind();
        masks = dropout.iterator();
        trained = false;
        LayerValue input = network.input() instanceof InputShape.Image image
                ? new LayerValue(
                        to.let("%s.view(-1, %s, %s, %s).permute(0, 3, 1, 2)"
                                .formatted(
                                        rows,
                                        to.extent(image.height()),
                                        to.extent(image.width()),
                                        to.extent(image.channels()))),
                        image,
                        true,
                        false,
                        false)
                : new LayerValue(to.let(rows + ".t().unsqueeze(0)"), network.input(), true, true, false);
        return write(network.layers(), input, tape, false);
    }

    /**
     * Writes layers one after the other.
     *
     * @param tape their ways back are added to it, from the first on that has to be gone
     * @param takesBiasOut whether what follows {@linkplain LayerOrder#takesBiasOut takes a bias out}
     */
    private LayerValue write(List<Layer> given, LayerValue input, List<Back> tape, boolean takesBiasOut) {
        List<Layer> layers = LayerOrder.of(given);
        LayerValue x = input;
        for (int i = 0; i < layers.size(); i++) {
            Step step = write(layers.get(i), x,
                    LayerOrder.takesBiasOut(layers.subList(i + 1, layers.size()), takesBiasOut));
            if (trained) {
                tape.add(step.back());
            }
            x = step.value();
        }
        return x;
    }

    private Step write(Layer layer, LayerValue x, boolean takesBiasOut) {
        InputShape after = LayerShapes.of(x.shape(), List.of(layer)).last();
        if (layer instanceof Layer.Residual residual) {
            return residual(residual, x, after, takesBiasOut);
        } else if (layer instanceof Layer.Dropout) {
            return masks.hasNext() ? drop(own(x), masks.next()) : new Step(x, (delta, wanted) -> delta);
        } else if (layer instanceof Layer.Activate activate) {
            return activate(activate.function(), x);
        } else if (layer instanceof Layer.Normalize normalize) {
            trained = true;
            return normalizations.write(normalize.by(), own(x));
        } else if (layer instanceof Layer.Dense dense) {
            trained = true;
            return dense(dense, x, !takesBiasOut);
        } else if (layer instanceof Layer.Convolution convolution) {
            trained = true;
            return images.convolution(convolution, x.shared() && convolution.groups() == 1 ? x : own(x), after,
                    !takesBiasOut);
        } else if (layer instanceof Layer.Pool pool) {
            return images.pool(pool, x, after);
        } else if (layer instanceof Layer.GlobalPool pool) {
            return images.globalPool(pool, own(x), after);
        }
        return images.flatten(own(x), after);
    }

    /** A copy for each network of what all share. */
    private LayerValue own(LayerValue x) {
        if (!x.shared()) {
            return x;
        }
        String all = x.isImage()
                ? "%s.unsqueeze(1).expand(-1, %s, -1, -1, -1).flatten(1, 2).contiguous(memory_format=2)"
                : "%s.expand(%s, -1, -1)";
        return new LayerValue(
                to.let(all.formatted(x.name(), tensors.networks())), x.shape(), false, x.rowsFirst(), false);
    }

    private Step activate(Activation function, LayerValue x) {
        if (x.free() && function instanceof Relu) {
            // Its way back asks for what it gives alone. Memory is what layers of images wait for most.
            to.line("torch.relu_(" + x.name() + ")");
            return new Step(x.kept(), (delta, wanted) -> wanted ? to.gate(delta, x.name()) : null);
        }
        if (!training) {
            return new Step(x.with(function.output(to, x.name())), null);
        }
        Activation.Activated<String> activated = function.apply(to, x.name());
        return new Step(
                x.with(activated.output()).kept(),
                (delta, wanted) -> wanted ? function.back(to, activated, delta) : null);
    }

    private Step drop(LayerValue x, String mask) {
        String kept = mask;
        if (x.isImage()) {
            kept = to.let("%s.permute(1, 2, 3, 0, 4).flatten(3, 4).permute(0, 3, 1, 2)".formatted(mask));
        }
        String multipliers = kept;
        return new Step(x.with(to.product(x.name(), kept)), (delta, wanted) -> wanted
                ? to.multiply(delta, multipliers) : null);
    }

    private Step dense(Layer.Dense dense, LayerValue given, boolean biased) {
        LayerValue x = own(given);
        StackTensors.Parameter weight = tensors.next();
        StackTensors.Parameter bias = tensors.next();
        String matrices = ".view(%s, %s, %s)".formatted(tensors.networks(), to.extent(dense.units()),
                to.extent(x.shape().features()));
        String w = to.let(weight.value() + matrices);
        String y = to.let("torch.baddbmm(%s.unsqueeze(2), %s, %s)".formatted(bias.value(), w, x.name()));
        return new Step(new LayerValue(y, new InputShape.Vector(dense.units())), (delta, wanted) -> {
            to.line("%s.copy_(torch.bmm(%s, %s.transpose(1, 2)))".formatted(weight.gradient() + matrices, delta,
                    x.name()));
            if (biased) {
                to.line("%s.copy_(torch.sum(%s, [2], False, dtype=None))".formatted(bias.gradient(), delta));
            }
            if (!wanted) {
                return null;
            }
            return to.let(x.rowsFirst() ? "torch.bmm(%s.transpose(1, 2), %s).transpose(1, 2)".formatted(delta, w)
                    : "torch.bmm(%s.transpose(1, 2), %s)".formatted(w, delta));
        });
    }

    private Step residual(Layer.Residual residual, LayerValue x, InputShape after, boolean takesBiasOut) {
        boolean before = trained;
        List<Back> inner = new ArrayList<>();
        LayerValue y = own(write(residual.layers(), x.kept(), inner, takesBiasOut));
        Layer around = LayerShapes.projection(x.shape(), after).orElse(null);
        Step skip = around == null ? new Step(own(x), null) : write(around, x.kept(), takesBiasOut);
        String sum = y.free() ? to.add(y.name(), skip.value().name()) : to.sum(y.name(), skip.value().name());
        return new Step(new LayerValue(sum, after), (delta, wanted) -> {
            String ofSkip = skip.back() == null ? delta : skip.back().write(delta, wanted);
            String ofInner = skip.back() == null && wanted && !inner.isEmpty() ? to.let("torch.clone(" + delta + ")")
                    : delta;
            for (int i = inner.size() - 1; i >= 0; i--) {
                ofInner = inner.get(i).write(ofInner, before && wanted || i > 0);
            }
            return wanted ? to.add(ofInner, ofSkip) : null;
        });
    }
}
