package com.example;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.whittle.net.InputShape;
import org.whittle.net.Training;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;
import org.whittle.score.block.BlockProvider;
import org.whittle.space.Scale;

/**
 * Networks that are not Whittle's: layers that become narrower, convolutions first where rows are images. A study file
 * names it by {@code network { kind = block, class = com.example.Funnel }} and may tune {@code width},
 * {@code narrowing} and {@code dropout} beside all that training has.
 */
public final class Funnel implements BlockProvider {

    private static final Setting<Integer> WIDTH =
            Setting.whole("width", 1, 4096, 32, "Units or filters of the first layer").tuned(8, 64, Scale.LOG);
    private static final Setting<Double> NARROWING = Setting.real(
                    "narrowing", 0.1, 1, 0.5, "Factor from a layer's width to the next")
            .tuned(0.4, 0.8, Scale.LINEAR);
    private static final int LAYERS = 2;

    @Override
    public String name() {
        return "funnel";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(WIDTH, NARROWING, Training.DROPOUT);
    }

    @Override
    public Block block(Values values, InputShape input, int outputs) {
        SequentialBlock block = new SequentialBlock();
        double width = values.of(WIDTH);
        for (int layer = 0; layer < LAYERS; layer++, width *= values.of(NARROWING)) {
            int units = (int) Math.max(1, Math.round(width));
            if (input instanceof InputShape.Image) {
                block.add(Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(units)
                        .optPadding(new Shape(1, 1)).build());
            } else {
                block.add(Linear.builder().setUnits(units).build());
            }
            block.add(BatchNorm.builder().build()).add(Activation.reluBlock());
        }
        if (input instanceof InputShape.Image) {
            block.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2))).add(Blocks.batchFlattenBlock());
        }
        double dropout = values.of(Training.DROPOUT);
        if (dropout > 0) {
            block.add(Dropout.builder().optRate((float) dropout).build());
        }
        return block.add(Linear.builder().setUnits(outputs).build());
    }
}
