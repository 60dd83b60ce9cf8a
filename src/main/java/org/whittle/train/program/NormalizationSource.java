package org.whittle.train.program;

import org.whittle.net.LayerShapes;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;
import org.whittle.net.normalization.Normalization;

/** Writes normalizations of images' channels, or of vectors' units, of all networks at once. */
final class NormalizationSource {

    private final Source to;
    private final StackTensors tensors;
    private final boolean training;

    NormalizationSource(Source to, StackTensors tensors, boolean training) {
        this.to = to;
        this.tensors = tensors;
        this.training = training;
    }

    /** Writes one of values that are not shared. */
    LayerSource.Step write(Normalization by, LayerValue x) {
        if (by instanceof BatchNorm) {
            return batch(x);
        }
        int groups = by instanceof GroupNorm group ? group.groups() : 1;
        if (!(by instanceof GroupNorm || by instanceof LayerNorm)) {
            throw new IllegalArgumentException("No program is written for the normalization " + by.key() + ".");
        }
        return groups(x, groups);
    }

    private LayerSource.Step batch(LayerValue x) {
        StackTensors.Parameter scale = tensors.next();
        StackTensors.Parameter shift = tensors.next();
        String mean = to.let(tensors.nextStatistic());
        String variance = to.let(tensors.nextStatistic());
        // Units of all networks are channels: of an image as it is, of a vector with its rows as pixels.
        String view = x.isImage() ? "" : ".reshape(1, -1, %s.size(2))".formatted(x.name());
        String back = x.isImage() ? "" : ".view_as(%s)".formatted(x.name());
        String z = x.isImage() ? x.name() : to.let(x.name() + view);
        String weight = to.let(scale.value() + ".reshape(-1)");
        String all = to.let("torch.native_batch_norm(%s, %s, %s.reshape(-1), %s, %s, %s, %s, %s)".formatted(z, weight,
                shift.value(), mean, variance, training ? "True" : "False", BatchNorm.MOMENTUM, BatchNorm.EPSILON));
        String y = to.let(all + "[0]" + back);
        return new LayerSource.Step(new LayerValue(y, x.shape()), (delta, wanted) -> {
            String by = to.let(("torch.native_batch_norm_backward(%s, %s, %s, %s, %s, %s[1], %s[2], True, %s, "
                    + "[True, True, True])").formatted(delta + view, z, weight, mean, variance, all, all,
                    BatchNorm.EPSILON));
            gradients(by, scale, shift);
            return wanted ? to.let(by + "[0]" + back) : null;
        });
    }

    // Of what the engine takes for one network's channels, the groups are within a network.
    private LayerSource.Step groups(LayerValue x, int groups) {
        StackTensors.Parameter scale = tensors.next();
        StackTensors.Parameter shift = tensors.next();
        String k = tensors.networks();
        String channels = k + " * " + to.extent(LayerShapes.channels(x.shape()));
        String view = x.isImage() ? ".contiguous(memory_format=2)" : ".permute(2, 0, 1).flatten(1, 2).contiguous()";
        String back = x.isImage() ? "" : ".view(-1, %s, %s).permute(1, 2, 0).contiguous()".formatted(k,
                to.extent(LayerShapes.channels(x.shape())));
        String z = to.let(x.name() + view);
        String weight = to.let(scale.value() + ".reshape(-1)");
        String extents = "%s.size(0), %s, %s, %s * %d".formatted(z, channels,
                x.isImage() ? z + ".size(2) * " + z + ".size(3)" : "1", k, groups);
        String all = to.let("torch.native_group_norm(%s, %s, %s.reshape(-1), %s, %s)".formatted(z, weight,
                shift.value(), extents, GroupNorm.EPSILON));
        String y = to.let(all + "[0]" + back);
        return new LayerSource.Step(new LayerValue(y, x.shape()), (delta, wanted) -> {
            String by = to.let("torch.native_group_norm_backward(%s, %s, %s[1], %s[2], %s, %s, [True, True, True])"
                    .formatted(delta + view, z, all, all, weight, extents));
            gradients(by, scale, shift);
            return wanted ? to.let(by + "[0]" + back) : null;
        });
    }

    private void gradients(String by, StackTensors.Parameter scale, StackTensors.Parameter shift) {
        to.line("%s.copy_(%s[1].view(%s, -1))".formatted(scale.gradient(), by, tensors.networks()));
        to.line("%s.copy_(%s[2].view(%s, -1))".formatted(shift.gradient(), by, tensors.networks()));
    }
}
