package org.whittle.score.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.whittle.net.normalization.GroupNorm;

/** Group normalization of channels, or of a vector's units, which DJL has no block for. */
final class GroupNormBlock extends AbstractBlock {

    private static final byte VERSION = 1;

    private final int channels;
    private final int groups;
    private final Parameter gamma;
    private final Parameter beta;

    /** @param channels along axis 1 */
    GroupNormBlock(int channels, int groups) {
        super(VERSION);
        this.channels = channels;
        this.groups = groups;
        Shape shape = new Shape(channels);
        gamma = addParameter(Parameter.builder()
                .setName("gamma")
                .setType(Parameter.Type.GAMMA)
                .optShape(shape)
                .build());
        beta = addParameter(Parameter.builder().setName("beta").setType(Parameter.Type.BETA).optShape(shape).build());
    }

    @Override
    protected NDList forwardInternal(ParameterStore parameters, NDList inputs, boolean training,
            PairList<String, Object> params) {
        NDArray x = inputs.singletonOrThrow();
        NDArray rows = x.reshape(x.getShape().get(0), groups, -1);
        NDArray centred = rows.sub(rows.mean(new int[] {2}, true));
        NDArray variance = centred.square().mean(new int[] {2}, true);
        NDArray unit = centred.div(variance.add((float) GroupNorm.EPSILON).sqrt()).reshape(x.getShape());
        long[] extents = new long[x.getShape().dimension()];
        java.util.Arrays.fill(extents, 1);
        extents[1] = channels;
        Shape each = new Shape(extents);
        return new NDList(unit.mul(parameters.getValue(gamma, x.getDevice(), training).reshape(each))
                .add(parameters.getValue(beta, x.getDevice(), training).reshape(each)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return inputShapes;
    }

    @Override
    public void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        // It has none.
    }
}
