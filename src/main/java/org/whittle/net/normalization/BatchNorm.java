package org.whittle.net.normalization;

import java.util.List;
import org.whittle.net.setting.Setting;

/**
 * Batch normalization: each unit has mean 0 and deviation 1 over the rows of a batch, then a scale γ and a shift β of
 * its own (Ioffe and Szegedy 2015, algorithm 1); in inference, by running means and variances. As
 * {@code torch.nn.BatchNorm1d} has it: batches are normalized by their biased variance, and the running variance is
 * unbiased.
 */
public record BatchNorm() implements Normalization {

    /** Added to variances. */
    public static final double EPSILON = 1e-5;
    /** Weight of the newest batch in the running statistics. */
    public static final double MOMENTUM = 0.1;

    /** Whether hidden layers have it. */
    public static final Setting<Boolean> SETTING = Setting.flag("batch-normalization", false,
            "Whether hidden layers are batch-normalized before their activation").shared();

    private static final List<Part> TRAINED = List.of(new Part("weight", 1), new Part("bias", 0));
    private static final List<Part> STATISTICS = List.of(new Part("running_mean", 0), new Part("running_var", 1));

    @Override
    public String key() {
        return "batch";
    }

    @Override
    public String meaning() {
        return "Mean 0 and deviation 1 over a batch's rows, then a scale and a shift (Ioffe and Szegedy 2015)";
    }

    @Override
    public List<Part> trained() {
        return TRAINED;
    }

    @Override
    public List<Part> statistics() {
        return STATISTICS;
    }

    /** The deviation of one row is 0. */
    @Override
    public int fewestRows() {
        return 2;
    }
}
