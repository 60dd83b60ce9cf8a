package org.whittle.net;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.space.Scale;

/** The settings of convolutional networks; a graph of layers may read them too. */
public final class Convolutional {

    /** What {@link #POOLING} has beside the names of {@link Pooling}: no pool, but convolutions of stride 2. */
    public static final String STRIDE = "stride";

    /** Number of convolutional layers. */
    public static final Setting<Integer> CONV_LAYERS =
            Setting.whole("conv-layers", 1, 100, 2, "Number of convolutional layers").tuned(1, 3, Scale.LINEAR);

    /** Filters of the first convolutional layer. */
    public static final Setting<Integer> FILTERS =
            Setting.whole("filters", 1, 1 << 14, 32, "Filters of the first convolutional layer")
                    .tuned(16, 64, Scale.LOG);

    /** Factor from the filters of one convolutional layer to those of the next, rounded. */
    public static final Setting<Double> FILTER_GROWTH = Setting.real("filter-growth", 0.25, 8, 2.0,
            "Factor by which the number of filters grows from one convolutional layer to the next")
            .tuned(1, 2, Scale.LINEAR);

    /** Height and width of a filter, in pixels. */
    public static final Setting<Integer> KERNEL_SIZE =
            Setting.whole("kernel-size", 1, 63, 3, "Height and width of a filter, in pixels").tuned(3, 5);

    /** How a convolutional layer halves height and width. */
    public static final Setting<String> POOLING = Setting.choice("pooling", List.of("max", "average", STRIDE), "max",
            "How a convolutional layer halves height and width: by the greatest or the mean of four pixels, or by "
                    + "convolving at every other one").tuned("max", "average", STRIDE);

    /** Whether convolutional layers have a residual block (He et al. 2016). */
    public static final Setting<Boolean> RESIDUAL = Setting.flag("residual", false,
            "Whether each convolutional layer goes on with two more convolutions that add to what it gives");

    /** Number of hidden layers between the convolutions and the outputs. */
    public static final Setting<Integer> DENSE_LAYERS = Setting.whole("dense-layers", 0, 100, 1,
            "Number of hidden layers of units after the convolutional ones").tuned(0, 2, Scale.LINEAR);

    private Convolutional() {
    }
}
