package org.whittle.train.program;

import java.util.List;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.Padding;
import org.whittle.net.Pooling;

/**
 * Writes the layers of images. Networks lie beside each other in the channels: so a convolution of all of them is one,
 * grouped by network, and the first one, whose input they share, is that of one network with all their filters.
 */
final class ImageSource {

    private final Source to;
    private final StackTensors tensors;
    private final boolean training;

    ImageSource(Source to, StackTensors tensors, boolean training) {
        this.to = to;
        this.tensors = tensors;
        this.training = training;
    }

    /**
     * Writes a convolution.
     *
     * @param x may be shared where it has one group
     * @param biased whether the bias has a gradient
     */
    LayerSource.Step convolution(Layer.Convolution layer, LayerValue x, InputShape after, boolean biased) {
        StackTensors.Parameter weight = tensors.next();
        StackTensors.Parameter bias = tensors.next();
        List<Integer> shape = weight.shape();
        String k = tensors.networks();
        String filters = to.extent(shape.get(0));
        String inner = "%s, %s, %d, %d".formatted(filters, to.extent(shape.get(1)), shape.get(2), shape.get(3));
        String w = to.let("%s.reshape(%s * %s)".formatted(weight.value(), k, inner));
        String b = to.let(bias.value() + ".reshape(-1)");
        long zeros = layer.padding() == Padding.SAME ? layer.extent() - 1 : 0;
        boolean even = zeros % 2 == 0;
        String input = even ? x.name() : to.let("torch.constant_pad_nd(%s, [%d, %d, %d, %d], 0.)".formatted(x.name(),
                zeros / 2, zeros - zeros / 2, zeros / 2, zeros - zeros / 2));
        long padding = even ? zeros / 2 : 0;
        String groups = x.shared() ? "1" : k + " * " + layer.groups();
        String places = "[%d, %d], [%d, %d], [%d, %d]".formatted(layer.stride(), layer.stride(), padding, padding,
                layer.dilation(), layer.dilation());
        String y = to.let("torch.conv2d(%s, %s, %s, %s, %s)".formatted(input, w, b, places, groups));
        return new LayerSource.Step(new LayerValue(y, after), (delta, wanted) -> {
            String all = to.let(("torch.convolution_backward(%s, %s, %s, [%s * %s], %s, False, [0, 0], %s, "
                    + "[%s, True, %s])").formatted(delta, input, w, k, filters, places, groups, python(wanted),
                    python(biased)));
            to.line("%s.view(%s, %s).copy_(%s[1].view(%s, %s))".formatted(weight.gradient(), k, inner, all, k, inner));
            if (biased) {
                to.line("%s.copy_(%s[2].view(%s, -1))".formatted(bias.gradient(), all, k));
            }
            if (!wanted) {
                return null;
            }
            String byInput = to.let(all + "[0]");
            return even ? byInput : to.let("%s.narrow(2, %d, %s.size(2)).narrow(3, %d, %s.size(3))".formatted(byInput,
                    zeros / 2, x.name(), zeros / 2, x.name()));
        });
    }

    private static String python(boolean value) {
        return value ? "True" : "False";
    }

    /** Writes a pool. */
    LayerSource.Step pool(Layer.Pool layer, LayerValue x, InputShape after) {
        String size = "[%d, %d]".formatted(layer.size(), layer.size());
        String stride = "[%d, %d]".formatted(layer.stride(), layer.stride());
        LayerValue y = new LayerValue("", after, x.shared(), false, true);
        if (layer.by() == Pooling.MAX) {
            return largest(x, y, size, stride);
        }
        String options = size + ", " + stride + ", [0, 0], False, True, None";
        return new LayerSource.Step(y.with(to.let("torch.avg_pool2d(" + x.name() + ", " + options + ")")),
                (delta, wanted) -> wanted ? to.let("torch.avg_pool2d_backward(%s, %s, %s)".formatted(delta, x.name(),
                options)) : null);
    }

    /** Writes the largest of each square; {@code y} has no name yet. */
    private LayerSource.Step largest(LayerValue x, LayerValue y, String size, String stride) {
        String options = size + ", " + stride + ", [0, 0], [1, 1], False";
        if (!training) {
            return new LayerSource.Step(y.with(to.let("torch.max_pool2d(" + x.name() + ", " + options + ")")), null);
        }
        String all = to.let("torch.max_pool2d_with_indices(" + x.name() + ", " + options + ")");
        return new LayerSource.Step(y.with(to.let(all + "[0]")), (delta, wanted) -> wanted
                ? to.let("torch.max_pool2d_with_indices_backward(%s, %s, %s, %s[1])".formatted(delta, x.name(), options,
                all)) : null);
    }

    /** Writes a pool of whole images, which are no longer shared. */
    LayerSource.Step globalPool(Layer.GlobalPool layer, LayerValue x, InputShape after) {
        String columns = ".view(-1, %s, %s).permute(1, 2, 0).contiguous()".formatted(tensors.networks(),
                to.extent(after.features()));
        String size = "[%s, %s]".formatted(to.extent(x.image().height()), to.extent(x.image().width()));
        if (layer.by() == Pooling.AVERAGE) {
            // Not torch.mean: what it adds up in which order hangs on how many channels all networks have.
            String y = to.let("torch.avg_pool2d(%s, %s, %s, [0, 0], False, True, None)%s".formatted(x.name(), size,
                    size, columns));
            double share = 1.0 / (x.image().height() * x.image().width());
            return new LayerSource.Step(new LayerValue(y, after), (delta, wanted) -> wanted ? to.let(
                    "%s.permute(2, 0, 1).flatten(1, 2).mul(%s).view(-1, %s.size(1), 1, 1).expand_as(%s)%s".formatted(
                    delta, share, x.name(), x.name(), ".contiguous(memory_format=2)")) : null);
        }
        LayerSource.Step largest = largest(x, new LayerValue("", after), size, size);
        String y = to.let(largest.value().name() + columns);
        return new LayerSource.Step(new LayerValue(y, after), (delta, wanted) -> wanted ? largest.back().write(
                to.let("%s.permute(2, 0, 1).flatten(1, 2).view(-1, %s.size(1), 1, 1)".formatted(delta, x.name())), true)
                : null);
    }

    /** Writes an image as a vector, of images that are not shared. */
    LayerSource.Step flatten(LayerValue x, InputShape after) {
        String k = tensors.networks();
        String channels = to.extent(x.image().channels());
        String y = to.let(("%s.permute(0, 2, 3, 1).reshape(%s.size(0), -1, %s, %s).permute(2, 0, 1, 3)"
                + ".reshape(%s, %s.size(0), -1).transpose(1, 2)").formatted(x.name(), x.name(), k, channels, k,
                x.name()));
        return new LayerSource.Step(new LayerValue(y, after, false, true, false), (delta, wanted) -> wanted ? to.let(
                ("%s.transpose(1, 2).reshape(%s, %s.size(0), -1, %s).permute(1, 2, 0, 3)"
                + ".reshape(%s.size(0), %s.size(2), %s.size(3), -1).permute(0, 3, 1, 2)").formatted(delta, k, x.name(),
                channels, x.name(), x.name(), x.name())) : null);
    }
}
