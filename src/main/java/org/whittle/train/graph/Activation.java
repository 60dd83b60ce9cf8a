package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import java.util.Arrays;
import org.whittle.train.engine.Scalars;

/**
 * Activations with PyTorch's formulas and default constants.
 *
 * <p>Derivatives are written out, because DJL's gradient collector serves one thread of a JVM at a time. They are
 * products of the input z, the output, and what the forward pass had to compute anyway.
 */
public enum Activation {
    /** max(0, z) */
    RELU("relu") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            return new Activated(z, ai.djl.nn.Activation.relu(z), null);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            return a.output().sign();
        }

        @Override
        public Block block() {
            return ai.djl.nn.Activation.reluBlock();
        }
    },
    /** z above 0, else z / 100 */
    LEAKY_RELU("leaky-relu") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            return new Activated(z, ai.djl.nn.Activation.leakyRelu(z, LEAK), null);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            return positive(a.input(), scalars).muli(scalars.of(1 - LEAK)).addi(scalars.of(LEAK));
        }

        @Override
        public Block block() {
            return ai.djl.nn.Activation.leakyReluBlock(LEAK);
        }
    },
    /** z above 0, else exp(z) − 1 */
    ELU("elu") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            return new Activated(z, ai.djl.nn.Activation.elu(z, 1), null);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            return a.output().minimum(scalars.of(0)).addi(scalars.of(1));
        }

        @Override
        public Block block() {
            return ai.djl.nn.Activation.eluBlock(1);
        }
    },
    /** λz above 0, else λα(exp(z) − 1), with λ and α of Klambauer et al. 2017 */
    SELU("selu") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            return new Activated(z, ai.djl.nn.Activation.selu(z), null);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            return a.output().minimum(scalars.of(0)).addi(scalars.of(SELU_LAMBDA * SELU_ALPHA))
                    .addi(positive(a.input(), scalars).muli(scalars.of(SELU_LAMBDA * (1 - SELU_ALPHA))));
        }

        @Override
        public Block block() {
            return ai.djl.nn.Activation.seluBlock();
        }
    },
    /** zΦ(z), Φ being the normal distribution function (not its tanh approximation) */
    GELU("gelu") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            NDArray distribution = z.mul(scalars.of(Math.sqrt(0.5))).erf().addi(scalars.of(1)).muli(scalars.of(0.5));
            return new Activated(z, z.mul(distribution), distribution);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            NDArray density = a.input().square().muli(scalars.of(-0.5)).exp()
                    .muli(scalars.of(1 / Math.sqrt(2 * Math.PI)));
            return density.muli(a.input()).addi(a.saved());
        }

        @Override
        public Block block() {
            return ai.djl.nn.Activation.geluBlock();
        }
    },
    /** zσ(z) */
    SILU("silu") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            NDArray sigmoid = ai.djl.nn.Activation.sigmoid(z);
            return new Activated(z, z.mul(sigmoid), sigmoid);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            return a.saved().add(a.output()).subi(a.output().mul(a.saved()));
        }

        @Override
        public Block block() {
            return ai.djl.nn.Activation.swishBlock(1);
        }
    },
    /** z tanh(log(1 + exp(z))) */
    MISH("mish") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            NDArray gate = ai.djl.nn.Activation.softPlus(z).tanh();
            return new Activated(z, z.mul(gate), gate);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            NDArray slope = scalars.of(1).sub(a.saved().square());
            return slope.muli(a.input()).muli(ai.djl.nn.Activation.sigmoid(a.input())).addi(a.saved());
        }

        @Override
        public Block block() {
            // DJL's own takes a logarithm to base 2.
            return new LambdaBlock(list -> new NDList(list.singletonOrThrow().mul(
                    ai.djl.nn.Activation.softPlus(list.singletonOrThrow()).tanh())), "Mish");
        }
    },
    TANH("tanh") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            return new Activated(z, z.tanh(), null);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            return scalars.of(1).sub(a.output().square());
        }

        @Override
        public Block block() {
            return ai.djl.nn.Activation.tanhBlock();
        }
    },
    SIGMOID("sigmoid") {
        @Override
        Activated apply(NDArray z, Scalars scalars) {
            return new Activated(z, ai.djl.nn.Activation.sigmoid(z), null);
        }

        @Override
        NDArray derivative(Activated a, Scalars scalars) {
            return a.output().sub(a.output().square());
        }

        @Override
        public Block block() {
            return ai.djl.nn.Activation.sigmoidBlock();
        }
    };

    private static final float LEAK = 0.01f;
    private static final double SELU_LAMBDA = 1.0507009873554804934193349852946;
    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;

    /**
     * A layer's activation.
     *
     * @param input z
     * @param saved an intermediate result that the derivative needs; {@code null} if none
     */
    record Activated(NDArray input, NDArray output, NDArray saved) {
    }

    private final String key;

    Activation(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    public static Activation ofKey(String key) {
        return Arrays.stream(values()).filter(a -> a.key.equals(key)).findFirst().orElseThrow(
                () -> new IllegalArgumentException("There is no activation %s.".formatted(key)));
    }

    abstract Activated apply(NDArray z, Scalars scalars);

    /** The derivative of the output by the input, element by element; a new array. */
    abstract NDArray derivative(Activated activated, Scalars scalars);

    /** A DJL block for exported networks. */
    public abstract Block block();

    private static NDArray positive(NDArray z, Scalars scalars) {
        return z.gt(scalars.of(0)).toType(DataType.FLOAT32, false);
    }
}
