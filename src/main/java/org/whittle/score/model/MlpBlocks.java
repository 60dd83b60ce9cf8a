package org.whittle.score.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.initializer.Initializer;
import java.util.Arrays;
import org.whittle.net.Architecture;
import org.whittle.net.Layer;
import org.whittle.net.ParameterLayout;
import org.whittle.net.activation.Activation;
import org.whittle.net.normalization.Normalization;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.Scalars;
import org.whittle.score.engine.TensorArithmetic;

/** A trained network as DJL's own blocks. */
public final class MlpBlocks {

    private MlpBlocks() {
    }

    /** The network without parameters. */
    public static SequentialBlock block(Architecture architecture) {
        SequentialBlock network = new SequentialBlock();
        for (Layer layer : architecture.layers()) {
            if (layer instanceof Layer.Dense dense) {
                network.add(Linear.builder().setUnits(dense.units()).build());
            } else if (layer instanceof Layer.Normalize normalize) {
                network.add(block(normalize.by()));
            } else if (layer instanceof Layer.Activate activate) {
                network.add(block(activate.function()));
            } else if (layer instanceof Layer.Dropout dropout) {
                network.add(Dropout.builder().optRate((float) dropout.rate()).build());
            }
        }
        return network;
    }

    private static Block block(Normalization normalization) {
        if (!(normalization instanceof org.whittle.net.normalization.BatchNorm)) {
            throw new IllegalArgumentException("No block of DJL's is the normalization " + normalization.key());
        }
        return BatchNorm.builder().optEpsilon((float) org.whittle.net.normalization.BatchNorm.EPSILON)
                .optMomentum((float) (1 - org.whittle.net.normalization.BatchNorm.MOMENTUM)).build();
    }

    private static Block block(Activation activation) {
        return new LambdaBlock(inputs -> {
            NDArray z = inputs.singletonOrThrow();
            return new NDList(activation.output(new TensorArithmetic(new Scalars(z.getManager())), z));
        }, activation.key());
    }

    /** The network with its parameters, as {@link ParameterLayout} lays them out, owned by the manager. */
    public static SequentialBlock block(
            Architecture architecture, float[] parameters, float[] statistics, NDManager manager) {
        SequentialBlock network = block(architecture);
        // The values do not matter, but DJL's own choice would draw from the engine's generator.
        network.setInitializer(Initializer.ZEROS, parameter -> true);
        network.initialize(manager, DataType.FLOAT32, new Shape(1, architecture.inputs()));
        int parameter = 0;
        int statistic = 0;
        for (Parameter target : network.getParameters().values()) {
            boolean running = target.getType() == Parameter.Type.RUNNING_MEAN
                    || target.getType() == Parameter.Type.RUNNING_VAR;
            int size = Math.toIntExact(target.getArray().size());
            if (running) {
                HostTensor.fill(target.getArray(), Arrays.copyOfRange(statistics, statistic, statistic + size));
                statistic += size;
            } else {
                HostTensor.fill(target.getArray(), Arrays.copyOfRange(parameters, parameter, parameter + size));
                parameter += size;
            }
        }
        return network;
    }
}
