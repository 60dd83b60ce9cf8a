package org.whittle.train.brought;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.whittle.net.Architecture;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.activation.Activation;
import org.whittle.net.activation.Activations;
import org.whittle.net.initial.Initialization;
import org.whittle.random.RandomStream;
import org.whittle.score.block.BlockSource;
import org.whittle.score.block.BroughtBlock;
import org.whittle.score.engine.TorchEngine;
import org.whittle.train.graph.InitialWeights;

/**
 * What a network of a class begins with. Weights, which DJL would draw from the process's generator, are drawn from the
 * trial's stream as those of Whittle's layers are; all other numbers, such as biases and what normalizations learn, are
 * what the block's own initializers give, whose generator is seeded from the stream.
 *
 * <p>A module of PyTorch's begins with the numbers that it was saved with.
 *
 * <p>Which activation follows a weight is not known here: initializations are told that the first of all does, and none
 * behind the last weight.
 *
 * @param parameters as {@link org.whittle.net.ParameterLayout#trained} lays them out
 * @param statistics as {@link org.whittle.net.ParameterLayout#statistics} lays them out
 */
public record FreshBlock(float[] parameters, float[] statistics) {

    /**
     * Draws them. The i-th weight has the stream {@code weights.child(i)}, the block's own initializers
     * {@code weights.child("own")}.
     */
    public static FreshBlock draw(Architecture network, BlockSource blocks, Initialization initialization,
                                  RandomStream weights) {
        try (NDManager manager = TorchEngine.newManager(Device.cpu())) {
            BroughtBlock block = TorchEngine.seeded(weights.child("own").nextLong(),
                    () -> fresh(network, blocks, manager));
            float[] parameters = BroughtBlock.read(block.trained());
            if (network.brought().orElseThrow().origin() == BroughtNetwork.Origin.BLOCK) {
                draw(block.trained(), parameters, initialization, weights);
            }
            return new FreshBlock(parameters, BroughtBlock.read(block.statistics()));
        }
    }

    private static BroughtBlock fresh(Architecture network, BlockSource blocks, NDManager manager) {
        try {
            return blocks.fresh(network.brought().orElseThrow(), network.input(), manager);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void draw(List<Parameter> trained, float[] flat, Initialization initialization,
                             RandomStream weights) {
        List<Parameter> drawn = trained.stream().filter(FreshBlock::isWeight).toList();
        int at = 0;
        for (Parameter parameter : trained) {
            int size = Math.toIntExact(parameter.getArray().size());
            int weight = drawn.indexOf(parameter);
            if (weight >= 0) {
                Shape shape = parameter.getArray().getShape();
                int fanIn = Math.toIntExact(size / shape.get(0));
                int fanOut = Math.toIntExact(size / shape.get(1));
                Optional<Activation> next =
                        weight == drawn.size() - 1 ? Optional.empty() : Optional.of(Activations.ALL.get(0));
                double bound = initialization.bound(fanIn, fanOut, next);
                RandomStream stream = weights.child(weight);
                for (int i = at; i < at + size; i++) {
                    flat[i] = InitialWeights.uniform(bound, stream);
                }
            }
            at += size;
        }
    }

    private static boolean isWeight(Parameter parameter) {
        return parameter.getType() == Parameter.Type.WEIGHT && parameter.getArray().getShape().dimension() > 1;
    }
}
