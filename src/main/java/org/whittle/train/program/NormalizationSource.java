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
    private final boolean apart;
    private int layer;

    /** @param apart whether networks' groups differ, or what is in them: {@code members}, as GroupMembers says */
    NormalizationSource(Source to, StackTensors tensors, boolean training, boolean apart) {
        this.apart = apart;
        this.to = to;
        this.tensors = tensors;
        this.training = training;
    }

    /** Begins with the first one. */
    void rewind() {
        layer = 0;
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
        return apart ? apart(x) : groups(x, groups);
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

    // Means of pixels, then of the channels of a group, by products with who is in which group. What is padded is in
    // none, and has neither mean nor variance.
    private LayerSource.Step apart(LayerValue x) {
        StackTensors.Parameter scale = tensors.next();
        StackTensors.Parameter shift = tensors.next();
        Groups of = new Groups(x, "members[" + 2 * layer + "]", "members[" + (2 * layer + 1) + "]");
        layer++;
        String k = tensors.networks();
        String weight = to.let(scale.value() + (x.isImage() ? ".reshape(1, -1, 1, 1)" : ".unsqueeze(2)"));
        String bias = to.let(shift.value() + (x.isImage() ? ".reshape(1, -1, 1, 1)" : ".unsqueeze(2)"));
        String centred = to.difference(x.name(), of.mean(x.name()));
        String inverse = to.let("torch.rsqrt(torch.add(%s, %s))".formatted(of.mean(to.square(centred)),
                GroupNorm.EPSILON));
        String normal = to.multiply(centred, inverse);
        String y = to.add(to.product(normal, weight), bias);
        return new LayerSource.Step(new LayerValue(y, x.shape()), (delta, wanted) -> {
            String sums = x.isImage() ? "torch.sum(%s, [0, 2, 3], False, dtype=None).view(" + k + ", -1)"
                    : "torch.sum(%s, [2], False, dtype=None)";
            to.line("%s.copy_(%s)".formatted(scale.gradient(), sums.formatted(to.product(delta, normal))));
            to.line("%s.copy_(%s)".formatted(shift.gradient(), sums.formatted(delta)));
            if (!wanted) {
                return null;
            }
            String by = to.multiply(delta, weight);
            String along = to.product(normal, of.mean(to.product(by, normal)));
            return to.multiply(to.subtract(to.difference(by, of.mean(by)), along), inverse);
        });
    }

    /** Means over groups of each row of each network. */
    private final class Groups {

        private final LayerValue like;
        private final String members;
        private final String means;

        Groups(LayerValue like, String members, String means) {
            this.like = like;
            this.members = members;
            this.means = means;
        }

        String mean(String x) {
            if (!like.isImage()) {
                return to.let("torch.bmm(%s, torch.bmm(%s, %s))".formatted(members, means, x));
            }
            String size = "[%s, %s]".formatted(to.extent(like.image().height()), to.extent(like.image().width()));
            String pixels = to.let("torch.avg_pool2d(%s, %s, %s, [0, 0], False, True, None).view(-1, %s, %s)"
                    .formatted(x, size, size, tensors.networks(), to.extent(like.image().channels()))
                    + ".permute(1, 2, 0)");
            return to.let("torch.bmm(%s, torch.bmm(%s, %s)).permute(2, 0, 1).flatten(1, 2).unsqueeze(2).unsqueeze(3)"
                    .formatted(members, means, pixels));
        }
    }

    private void gradients(String by, StackTensors.Parameter scale, StackTensors.Parameter shift) {
        to.line("%s.copy_(%s[1].view(%s, -1))".formatted(scale.gradient(), by, tensors.networks()));
        to.line("%s.copy_(%s[2].view(%s, -1))".formatted(shift.gradient(), by, tensors.networks()));
    }
}
