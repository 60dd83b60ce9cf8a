package org.whittle.net.normalization;

import java.util.List;
import java.util.Optional;

/**
 * Group normalization: each row has mean 0 and deviation 1 over the pixels and channels of a group, then a scale γ and
 * a shift β for each channel (Wu and He 2018). The same in training and inference, whatever the batch, as
 * {@code torch.nn.GroupNorm} has it.
 *
 * @param groups into which channels, or the units of a vector, are divided, at least 1
 */
public record GroupNorm(int groups) implements Normalization {

    /** Added to variances. */
    public static final double EPSILON = 1e-5;
    /** Groups where nothing else is said, as far as they divide the channels. */
    public static final int GROUPS = 8;

    private static final List<Part> TRAINED = List.of(new Part("weight", 1), new Part("bias", 0));

    /** @throws IllegalArgumentException if there are no groups */
    public GroupNorm {
        if (groups < 1) {
            throw new IllegalArgumentException("A group normalization needs groups, not %d.".formatted(groups));
        }
    }

    /** With the usual groups, or the most fewer ones that divide so many channels. */
    public static GroupNorm ofChannels(int channels) {
        int groups = Math.min(GROUPS, channels);
        while (channels % groups != 0) {
            groups--;
        }
        return new GroupNorm(groups);
    }

    @Override
    public String key() {
        return "group";
    }

    @Override
    public String meaning() {
        return "Mean 0 and deviation 1 over each row's groups of channels, then a scale and a shift (Wu and He 2018)";
    }

    @Override
    public List<Part> trained() {
        return TRAINED;
    }

    @Override
    public List<Part> statistics() {
        return List.of();
    }

    @Override
    public int fewestRows() {
        return 1;
    }

    @Override
    public Optional<String> misfit(int channels) {
        return channels % groups == 0 ? Optional.empty() : Optional.of(("%d channels are not divisible by %d groups: "
                + "give the layer before a multiple of them as units or filters, or lower the groups")
                .formatted(channels, groups));
    }
}
