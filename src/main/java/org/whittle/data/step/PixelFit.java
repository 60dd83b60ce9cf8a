package org.whittle.data.step;

import java.io.Serializable;
import java.util.Arrays;
import org.whittle.score.image.EdgeChannels;
import org.whittle.score.image.Fit;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;
import org.whittle.study.ImageSpec;

/**
 * Statistics of an image's channels, and of those of its edges, each over all pixels of all rows; of nothing where rows
 * are no images. Parts are added in the order of their rows.
 */
final class PixelFit implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ImageSpec image;
    private final Fit fit;
    private final EdgeChannels edges;
    private final ScaleFit scale;
    private final ScaleFit means;
    private final double[] pixel;
    /** A row's image with its edges. */
    private final double[] whole;

    /**
     * @param fit of pictures; {@code null} where rows are numbers
     * @param edges channels that are computed of the others; {@code null}: none
     */
    PixelFit(ImageSpec image, Scaling scaling, Fit fit, EdgeChannels edges) {
        this.image = image;
        this.fit = fit;
        this.edges = edges;
        int all = image.channels() + (edges == null ? 0 : edges.count());
        this.scale = ScaleFit.of(scaling, all);
        this.means = ScaleFit.of(Scaling.STANDARD, all);
        this.pixel = new double[all];
        this.whole = new double[image.height() * image.width() * all];
    }

    /** @param values of a row, none of them missing */
    void addRow(double[] values) {
        for (int i = 0; i < image.numbers(); i++) {
            whole[i / image.channels() * pixel.length + i % image.channels()] = (float) values[i];
        }
        if (edges != null) {
            edges.write(whole, 0, image.height(), image.width(), image.channels());
        }
        for (int i = 0; i < whole.length; i += pixel.length) {
            System.arraycopy(whole, i, pixel, 0, pixel.length);
            scale.addRow(pixel);
            means.addRow(pixel);
        }
    }

    void add(PixelFit next) {
        scale.add(next.scale);
        means.add(next.means);
    }

    /** A pixel that a later row lacks is its channel's mean. */
    Step.Pixels step(int[] columns) {
        return new Step.Pixels(columns, image.height(), image.width(), image.channels(),
                Arrays.copyOf(means.scaled().center(), image.channels()), scale.scaled(), fit, edges);
    }
}
