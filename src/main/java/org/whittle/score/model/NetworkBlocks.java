package org.whittle.score.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.initializer.Initializer;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.whittle.net.Architecture;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;
import org.whittle.net.Layer;
import org.whittle.net.LayerShapes;
import org.whittle.net.Padding;
import org.whittle.net.ParameterLayout;
import org.whittle.net.Pooling;
import org.whittle.net.activation.Activation;
import org.whittle.net.normalization.GroupNorm;
import org.whittle.net.normalization.LayerNorm;
import org.whittle.net.normalization.Normalization;
import org.whittle.score.block.BlockSource;
import org.whittle.score.block.BroughtBlock;
import org.whittle.score.block.UnknownBlockException;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.Scalars;
import org.whittle.score.engine.TensorArithmetic;

/** A trained network as DJL's own blocks; images go through them channels first, as DJL has them. */
public final class NetworkBlocks {

    private NetworkBlocks() {
    }

    /** The network without parameters. */
    public static SequentialBlock block(Architecture architecture) {
        return block(architecture.input(), architecture.layers());
    }

    private static SequentialBlock block(InputShape input, List<Layer> layers) {
        SequentialBlock network = new SequentialBlock();
        if (input instanceof InputShape.Image image) {
            network.add(of("image", x -> x.reshape(-1, image.height(), image.width(), image.channels())
                    .transpose(0, 3, 1, 2)));
        }
        return add(layers, input, network);
    }

    private static SequentialBlock add(List<Layer> layers, InputShape input, SequentialBlock network) {
        List<InputShape> after = LayerShapes.of(input, layers).after();
        for (int i = 0; i < layers.size(); i++) {
            add(layers.get(i), i == 0 ? input : after.get(i - 1), after.get(i), network);
        }
        return network;
    }

    private static void add(Layer layer, InputShape before, InputShape after, SequentialBlock network) {
        if (layer instanceof Layer.Brought brought) {
            throw new UnknownBlockException(brought.network(), List.of());
        } else if (layer instanceof Layer.Dense dense) {
            network.add(Linear.builder().setUnits(dense.units()).build());
        } else if (layer instanceof Layer.Normalize normalize) {
            network.add(block(normalize.by(), LayerShapes.channels(before)));
        } else if (layer instanceof Layer.Activate activate) {
            network.add(block(activate.function()));
        } else if (layer instanceof Layer.Dropout dropout) {
            network.add(Dropout.builder().optRate((float) dropout.rate()).build());
        } else if (layer instanceof Layer.Convolution convolution) {
            add(convolution, network);
        } else if (layer instanceof Layer.Pool pool) {
            Shape size = new Shape(pool.size(), pool.size());
            Shape stride = new Shape(pool.stride(), pool.stride());
            network.add(pool.by() == Pooling.MAX ? Pool.maxPool2dBlock(size, stride)
                    : Pool.avgPool2dBlock(size, stride, new Shape(0, 0), false, true));
        } else if (layer instanceof Layer.GlobalPool pool) {
            network.add(pool.by() == Pooling.MAX ? Pool.globalMaxPool2dBlock() : Pool.globalAvgPool2dBlock());
        } else if (layer instanceof Layer.Flatten) {
            network.add(of("flatten", x -> x.transpose(0, 2, 3, 1).reshape(-1, after.features())));
        } else if (layer instanceof Layer.Residual residual) {
            SequentialBlock around = new SequentialBlock();
            LayerShapes.projection(before, after).ifPresentOrElse(projection -> add(projection, before, after, around),
                    () -> around.add(Blocks.identityBlock()));
            network.add(new ParallelBlock(
                    both -> new NDList(both.get(0).singletonOrThrow().add(both.get(1).singletonOrThrow())),
                    List.of(add(residual.layers(), before, new SequentialBlock()), around)));
        }
    }

    private static void add(Layer.Convolution convolution, SequentialBlock network) {
        long zeros = convolution.padding() == Padding.SAME ? convolution.extent() - 1 : 0;
        if (zeros % 2 == 1) {
            // DJL pads evenly: the odd row and column come first.
            network.add(of("pad", x -> {
                Shape shape = x.getShape();
                NDArray row = x.getManager().zeros(new Shape(shape.get(0), shape.get(1), 1, shape.get(3)));
                NDArray column = x.getManager().zeros(new Shape(shape.get(0), shape.get(1), shape.get(2) + 1, 1));
                return x.concat(row, 2).concat(column, 3);
            }));
        }
        network.add(Conv2d.builder()
                .setKernelShape(new Shape(convolution.kernel(), convolution.kernel()))
                .setFilters(convolution.filters())
                .optStride(new Shape(convolution.stride(), convolution.stride()))
                .optPadding(new Shape(zeros / 2, zeros / 2))
                .optDilation(new Shape(convolution.dilation(), convolution.dilation()))
                .optGroups(convolution.groups())
                .build());
    }

    private static Block of(String name, UnaryOperator<NDArray> function) {
        return new LambdaBlock(inputs -> new NDList(function.apply(inputs.singletonOrThrow())), name);
    }

    private static Block block(Normalization normalization, int channels) {
        if (normalization instanceof GroupNorm group) {
            return new GroupNormBlock(channels, group.groups());
        } else if (normalization instanceof LayerNorm) {
            return new GroupNormBlock(channels, 1);
        } else if (!(normalization instanceof org.whittle.net.normalization.BatchNorm)) {
            throw new IllegalArgumentException("No block is written for the normalization " + normalization.key());
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

    /**
     * The network with its parameters, as {@link ParameterLayout} lays them out, owned by the manager.
     *
     * @param blocks who makes it, if a user brought it
     * @throws IOException if it cannot be made
     */
    public static Block block(Architecture architecture, float[] parameters, float[] statistics, BlockSource blocks,
                              NDManager manager) throws IOException {
        Optional<BroughtNetwork> brought = architecture.brought();
        if (brought.isEmpty()) {
            return block(architecture, parameters, statistics, manager);
        }
        BroughtBlock block = blocks.open(brought.get(), architecture.input(), manager);
        if (!block.described().equals(brought.get())) {
            throw new IllegalArgumentException(("%s makes another network now: its parameters have not the names and "
                    + "shapes of those that were trained; take the jar that it was trained with")
                    .formatted(brought.get().name()));
        }
        block.load(parameters, statistics);
        return block.block();
    }

    /** What of the network a parameter file is written from: of one that a user brought, its tensors and no more. */
    static Block stored(Architecture architecture, float[] parameters, float[] statistics, NDManager manager) {
        return architecture.brought().isPresent() ? new PlainTensors(architecture, parameters, statistics, manager)
                : block(architecture, parameters, statistics, manager);
    }

    /** The network with its parameters; all layers are Whittle's. */
    public static SequentialBlock block(
            Architecture architecture, float[] parameters, float[] statistics, NDManager manager) {
        return block(architecture.input(), architecture.layers(), parameters, statistics, manager);
    }

    /** Layers that need not be a whole network, with the first of parameters and statistics; all are Whittle's. */
    public static SequentialBlock block(InputShape input, List<Layer> layers, float[] parameters, float[] statistics,
                                        NDManager manager) {
        SequentialBlock network = block(input, layers);
        // The values do not matter, but DJL's own choice would draw from the engine's generator.
        network.setInitializer(Initializer.ZEROS, parameter -> true);
        network.initialize(manager, DataType.FLOAT32, new Shape(1, input.features()));
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
