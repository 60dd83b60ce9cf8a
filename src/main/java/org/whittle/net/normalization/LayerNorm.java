package org.whittle.net.normalization;

import java.util.List;

/**
 * Layer normalization: each row has mean 0 and deviation 1 over all of a layer, then a scale γ and a shift β for each
 * unit, or channel of an image (Ba et al. 2016). The same in training and inference, whatever the batch: for vectors
 * {@code torch.nn.LayerNorm(units)}, for images {@code torch.nn.GroupNorm(1, channels)}.
 */
public record LayerNorm() implements Normalization {

    private static final GroupNorm ONE = new GroupNorm(1);

    @Override
    public String key() {
        return "layer";
    }

    @Override
    public String meaning() {
        return "Mean 0 and deviation 1 over each row's units, then a scale and a shift (Ba et al. 2016)";
    }

    @Override
    public List<Part> trained() {
        return ONE.trained();
    }

    @Override
    public List<Part> statistics() {
        return ONE.statistics();
    }

    @Override
    public int fewestRows() {
        return 1;
    }
}
