package org.whittle.score.block;

import ai.djl.nn.Block;
import java.util.List;
import org.whittle.net.InputShape;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * Makes a user's own networks: {@code network { kind = block, class = com.example.MyNet }}. The class has a public
 * constructor without arguments, and is shipped with {@code --jars}.
 *
 * <p>Whittle trains what it makes: initial weights, optimizer, schedule, checkpoints and all else are as for its own
 * networks. An instance is made wherever networks are, and must make the same network from the same values.
 */
public interface BlockProvider {

    /**
     * The name by which a study file can ask for it if the jar lists it in
     * {@code META-INF/services/org.whittle.score.block.BlockProvider}.
     */
    default String name() {
        return getClass().getName();
    }

    /**
     * The hyperparameters that it reads, with their defaults, domains and usual ranges: {@code space} may tune them
     * beside those of training, and {@code network.parameters} sets them. One of training's own, such as
     * {@link org.whittle.net.Training#DROPOUT}, may be among them.
     */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * A network.
     *
     * @param values of all {@link #settings}
     * @param input what a row is: the block is given {@code rows × features}, or of images {@code rows × channels ×
     *     height × width}
     * @param outputs classes, whose scores it gives before any softmax, or 1: {@code rows × outputs}
     * @return a new block, whose parameters are not initialized
     * @throws IllegalArgumentException if there is no such network, which fails the trial; with the reason
     */
    Block block(Values values, InputShape input, int outputs);
}
