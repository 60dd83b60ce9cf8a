package org.whittle.score.block;

import java.util.List;
import org.whittle.net.BroughtNetwork;
import org.whittle.score.step.Digest;

/** The one module that a caller has, and vouches for. */
final class GivenModule extends TorchScriptBlocks {

    private static final long serialVersionUID = 1L;

    private final byte[] content;
    private final String sum;

    GivenModule(byte[] content) {
        this.content = content;
        this.sum = Digest.of(content);
    }

    @Override
    protected byte[] module(BroughtNetwork network) {
        if (network.origin() != BroughtNetwork.Origin.TORCHSCRIPT || !network.name().equals(sum)) {
            throw new UnknownBlockException(network, List.of("a file with the SHA-256 " + sum));
        }
        return content;
    }
}
