package org.whittle.data.step;

import java.io.Serializable;
import org.whittle.score.image.Fit;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;
import org.whittle.study.ImageSpec;

/**
 * Statistics of an image's channels, each over all pixels of all rows; of nothing where rows are no images. Parts are
 * added in the order of their rows.
 */
final class PixelFit implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ImageSpec image;
    private final Fit fit;
    private final ScaleFit scale;
    private final ScaleFit means;
    private final double[] pixel;

    /** @param fit of pictures; {@code null} where rows are numbers */
    PixelFit(ImageSpec image, Scaling scaling, Fit fit) {
        this.image = image;
        this.fit = fit;
        this.scale = ScaleFit.of(scaling, image.channels());
        this.means = ScaleFit.of(Scaling.STANDARD, image.channels());
        this.pixel = new double[image.channels()];
    }

    /** @param values of a row, none of them missing */
    void addRow(double[] values) {
        for (int i = 0; i < image.numbers(); i += pixel.length) {
            for (int channel = 0; channel < pixel.length; channel++) {
                pixel[channel] = (float) values[i + channel];
            }
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
        return new Step.Pixels(columns, image.height(), image.width(), image.channels(), means.scaled().center(),
                scale.scaled(), fit);
    }
}
