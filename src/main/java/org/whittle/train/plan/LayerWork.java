package org.whittle.train.plan;

import java.util.List;
import org.whittle.net.Architecture;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.ParameterLayout;

/**
 * What one step of a network of any layers consists of, for one row.
 *
 * @param weighted convolutions, linear maps and projections
 * @param convolutions of these
 * @param others layers beside: pools, activations, normalizations, dropout, sums of residuals
 * @param products multiplications of a weight with a number
 * @param units numbers that layers give, all together
 * @param widest numbers that one layer gives at most
 * @param parameters of the network
 */
record LayerWork(
        int weighted, int convolutions, int others, double products, double units, int widest, int parameters) {

    static LayerWork of(Architecture network) {
        LayerWork layers = of(network.layers(), network.input());
        return new LayerWork(
                layers.weighted,
                layers.convolutions,
                layers.others,
                layers.products,
                layers.units,
                layers.widest,
                ParameterLayout.trained(network).size());
    }

    private static LayerWork of(List<Layer> layers, InputShape input) {
        LayerWork sum = new LayerWork(0, 0, 0, 0, 0, 0, 0);
        InputShape before = input;
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            sum = sum.and(of(layers.get(i), before, after.get(i)));
            before = after.get(i);
        }
        return sum;
    }

    private static LayerWork of(Layer layer, InputShape before, InputShape after) {
        if (layer instanceof Layer.Brought brought) {
            return of(brought.network(), before);
        }
        if (layer instanceof Layer.Residual residual) {
            LayerWork inner = of(residual.layers(), before).and(new LayerWork(0, 0, 1, 0, after.features(), 0, 0));
            return LayerShapes.projection(before, after).map(around -> inner.and(of(around, before, after)))
                    .orElse(inner);
        }
        double ofUnit = 0;
        if (layer instanceof Layer.Dense) {
            ofUnit = before.features();
        } else if (layer instanceof Layer.Convolution convolution) {
            ofUnit = (double) convolution.kernel() * convolution.kernel() * LayerShapes.channels(before)
                    / convolution.groups();
        }
        boolean weighted = ofUnit > 0;
        return new LayerWork(
                weighted ? 1 : 0,
                layer instanceof Layer.Convolution ? 1 : 0,
                weighted ? 0 : 1,
                ofUnit * after.features(),
                after.features(),
                after.features(),
                0);
    }

    /** What only its tensors are known of: those of four dimensions are taken for kernels that go over all pixels. */
    private static LayerWork of(BroughtNetwork network, InputShape input) {
        double pixels = (double) input.features() / LayerShapes.channels(input);
        double products = 0;
        double units = 0;
        for (BroughtNetwork.Part part : network.trained()) {
            double times = part.shape().size() == 4 && input instanceof InputShape.Image ? pixels : 1;
            products += part.shape().stream().mapToDouble(Integer::doubleValue).reduce(1, (x, y) -> x * y) * times;
            units += part.shape().isEmpty() ? 0 : part.shape().get(0) * times;
        }
        return new LayerWork(network.trained().size(), 0, 0, products, units, network.outputs(), 0);
    }

    private LayerWork and(LayerWork other) {
        return new LayerWork(
                weighted + other.weighted,
                convolutions + other.convolutions,
                others + other.others,
                products + other.products,
                units + other.units,
                Math.max(widest, other.widest),
                0);
    }
}
