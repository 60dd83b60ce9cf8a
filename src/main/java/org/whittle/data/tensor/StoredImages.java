package org.whittle.data.tensor;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.whittle.net.Edges;
import org.whittle.net.InputShape;
import org.whittle.net.SeenInputs;
import org.whittle.score.image.EdgeChannels;
import org.whittle.score.step.Scaled;
import org.whittle.score.step.Scaling;
import org.whittle.score.step.Step;
import org.whittle.work.DerivedChannels;

/**
 * That rows are images, which lie in their files as they are: as bytes, or as floats where a pixel is no whole number
 * from 0 to 255. They are scaled, channel by channel, on their way to whoever reads them, as {@link Step.Pixels} does
 * with a single row, bit for bit.
 *
 * @param height in pixels
 * @param width in pixels
 * @param channels of a pixel, with those of edges
 * @param method of scaling
 * @param center by channel; empty if pixels are not scaled
 * @param scale by channel; empty if pixels are not scaled
 * @param edges the last channels, which are computed of those before them; {@code null}: none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredImages(int height, int width, int channels, Scaling method, List<Double> center,
                           List<Double> scale, EdgeChannels edges) implements DerivedChannels {

    /** Values that are scaled at a time. */
    private static final int SLAB = 1 << 20;
    private static final int BYTES = 256;

    /** @throws IllegalArgumentException if there is no such image, or it has no such scale */
    public StoredImages {
        center = List.copyOf(center);
        scale = List.copyOf(scale);
        int scaled = method == Scaling.NONE ? 0 : channels;
        if (center.size() != scaled || scale.size() != scaled || method == null) {
            throw new IllegalArgumentException("images are scaled by other channels than they have");
        }
        if (edges != null && edges.count() >= channels) {
            throw new IllegalArgumentException("images have edges of no channel");
        }
        new InputShape.Image(height, width, channels);
    }

    static StoredImages of(Step.Pixels pixels) {
        return new StoredImages(pixels.height(), pixels.across(), pixels.all(), pixels.scaled().method(),
                list(pixels.scaled().center()), list(pixels.scaled().scale()), pixels.edges());
    }

    InputShape.Image shape() {
        return new InputShape.Image(height, width, channels);
    }

    @Override
    public int own() {
        return channels - (edges == null ? 0 : edges.count());
    }

    /** The image's own channels, and the one of edges that a network asks for. */
    SeenInputs seen(Edges asked) {
        List<Integer> unseen = IntStream.range(0, edges.count()).filter(kind -> edges.kinds().get(kind) != asked)
                .map(kind -> own() + kind).boxed().toList();
        return new SeenInputs(channels, unseen);
    }

    /** Takes the scale off, computes the edges of what was there, and scales again. */
    @Override
    public void derive(float[] images, int at) {
        if (edges == null) {
            return;
        }
        int numbers = shape().features();
        double[] image = new double[numbers];
        for (int i = 0; i < numbers; i++) {
            int channel = i % channels;
            image[i] = method == Scaling.NONE ? images[at + i]
                    : images[at + i] * scale.get(channel) + center.get(channel);
        }
        edges.write(image, 0, height, width, own());
        Scaled.Function function = scaled().function();
        for (int i = 0; i < numbers; i += channels) {
            function.apply(image, i, channels);
            for (int channel = own(); channel < channels; channel++) {
                images[at + i + channel] = (float) image[i + channel];
            }
        }
    }

    /**
     * Shows images in scale, some at a time.
     *
     * @param bytes pixels of whole images, from the position on
     */
    void scale(ByteBuffer bytes, Consumer<FloatBuffer> reader) {
        float[] table = table();
        float[] slab = slab(bytes.remaining());
        while (bytes.hasRemaining()) {
            int values = Math.min(slab.length, bytes.remaining());
            for (int i = 0; i < values; i++) {
                slab[i] = table[i % channels * BYTES + Byte.toUnsignedInt(bytes.get())];
            }
            reader.accept(FloatBuffer.wrap(slab, 0, values).asReadOnlyBuffer());
        }
    }

    /** The same for pixels that are floats. */
    void scale(FloatBuffer floats, Consumer<FloatBuffer> reader) {
        Scaled.Function function = scaled().function();
        double[] pixel = new double[channels];
        float[] slab = slab(floats.remaining());
        while (floats.hasRemaining()) {
            int values = Math.min(slab.length, floats.remaining());
            for (int i = 0; i < values; i += channels) {
                for (int channel = 0; channel < channels; channel++) {
                    pixel[channel] = floats.get();
                }
                function.apply(pixel, 0, channels);
                for (int channel = 0; channel < channels; channel++) {
                    slab[i + channel] = (float) pixel[channel];
                }
            }
            reader.accept(FloatBuffer.wrap(slab, 0, values).asReadOnlyBuffer());
        }
    }

    /** What each byte becomes, channel after channel. */
    private float[] table() {
        Scaled.Function function = scaled().function();
        float[] table = new float[channels * BYTES];
        double[] pixel = new double[channels];
        for (int value = 0; value < BYTES; value++) {
            Arrays.fill(pixel, value);
            function.apply(pixel, 0, channels);
            for (int channel = 0; channel < channels; channel++) {
                table[channel * BYTES + value] = (float) pixel[channel];
            }
        }
        return table;
    }

    /** Room for whole images: as many as fit, at least one. */
    private float[] slab(int most) {
        int image = shape().features();
        return new float[Math.min(most, Math.max(1, SLAB / image) * image)];
    }

    private Scaled scaled() {
        return new Scaled(method, array(center), array(scale));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<Double> list(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
