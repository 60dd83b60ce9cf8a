package org.whittle.train;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.whittle.score.model.ModelDescription;
import org.whittle.score.model.NetworkBlocks;

/**
 * Rebuilds an exported network from DJL's own blocks, so that plain DJL loads it: {@code serving.properties} names
 * this class, and {@code architecture.json} beside it says what to build. Exported models name it for ever, so it stays
 * where it is.
 */
public final class MlpBlockFactory implements BlockFactory {

    private static final long serialVersionUID = 1L;

    @Override
    public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) throws IOException {
        Path file = modelPath.resolve(ModelDescription.FILE);
        return NetworkBlocks.block(ModelDescription.decode(Files.readAllBytes(file), file.toString()).architecture());
    }
}
