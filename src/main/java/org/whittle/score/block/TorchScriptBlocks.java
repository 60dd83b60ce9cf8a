package org.whittle.score.block;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;

/**
 * Networks of a module that PyTorch saved as TorchScript. What it begins with are the numbers that it was saved with.
 */
public abstract class TorchScriptBlocks implements BlockSource {

    private static final long serialVersionUID = 1L;

    /**
     * The module's file.
     *
     * @throws IllegalArgumentException if it is not that of the network
     */
    protected abstract byte[] module(BroughtNetwork network) throws IOException;

    @Override
    public final BroughtBlock fresh(BroughtNetwork network, InputShape input, NDManager manager) throws IOException {
        return open(network, input, manager);
    }

    @Override
    public final BroughtBlock open(BroughtNetwork network, InputShape input, NDManager manager) throws IOException {
        TorchScriptFile file = new TorchScriptFile(module(network));
        PtSymbolBlock block;
        try {
            // An optimizer would compile again for every extent it sees, and might merge operations otherwise each
            // time.
            JniUtils.setGraphExecutorOptimize(false);
            block = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(file.withBuffers()),
                    true, false);
        } catch (EngineException e) {
            throw new IllegalArgumentException("the module cannot be loaded: " + line(e), e);
        }
        BroughtBlock opened = BroughtBlock.of(network, block, input, manager, file.buffers(), buffers(block, file,
                manager));
        opened.requireEvaluated(input.features());
        return opened;
    }

    static String line(Throwable e) {
        return String.valueOf(e.getMessage()).lines().filter(text -> !text.isBlank()).findFirst().orElse("");
    }

    private static List<ai.djl.ndarray.NDArray> buffers(PtSymbolBlock block, TorchScriptFile file, NDManager manager) {
        if (file.buffers().isEmpty()) {
            return List.of();
        }
        try (IValue all = IValueUtils.runMethod(block, TorchScriptFile.BUFFERS)) {
            return Arrays.asList(all.toTensorArray((PtNDManager) manager));
        }
    }

    @Override
    public final byte[] exported(BroughtNetwork network, InputShape input, float[] parameters, float[] statistics,
                                 NDManager manager) throws IOException {
        BroughtBlock block = open(network, input, manager);
        block.load(parameters, statistics);
        PtSymbolBlock module = (PtSymbolBlock) block.own();
        JniUtils.enableInferenceMode(module);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JniUtils.writeModule(module, bytes, false);
        return bytes.toByteArray();
    }
}
