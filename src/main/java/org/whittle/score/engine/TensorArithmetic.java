package org.whittle.score.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import org.whittle.net.array.Arithmetic;

/** Arithmetic on the engine's arrays; what it makes belongs to the innermost {@link ai.djl.ndarray.NDScope}. */
public record TensorArithmetic(Scalars scalars) implements Arithmetic<NDArray> {

    @Override
    public NDArray relu(NDArray x) {
        return Activation.relu(x);
    }

    @Override
    public NDArray leakyRelu(NDArray x, double leak) {
        return Activation.leakyRelu(x, (float) leak);
    }

    @Override
    public NDArray elu(NDArray x) {
        return Activation.elu(x, 1);
    }

    @Override
    public NDArray selu(NDArray x) {
        return Activation.selu(x);
    }

    @Override
    public NDArray gelu(NDArray x) {
        return Activation.gelu(x);
    }

    @Override
    public NDArray sigmoid(NDArray x) {
        return Activation.sigmoid(x);
    }

    @Override
    public NDArray softplus(NDArray x) {
        return Activation.softPlus(x);
    }

    @Override
    public NDArray tanh(NDArray x) {
        return x.tanh();
    }

    @Override
    public NDArray erf(NDArray x) {
        return x.erf();
    }

    @Override
    public NDArray exponential(NDArray x) {
        return x.exp();
    }

    @Override
    public NDArray logarithm(NDArray x) {
        return x.log();
    }

    @Override
    public NDArray total(NDArray x, int axis) {
        return x.sum(new int[] {axis}, true);
    }

    @Override
    public NDArray part(NDArray x, int axis, int index) {
        return x.split(new long[] {index, index + 1L}, axis).get(1);
    }

    @Override
    public NDArray square(NDArray x) {
        return x.square();
    }

    @Override
    public NDArray sign(NDArray x) {
        return x.sign();
    }

    @Override
    public NDArray positive(NDArray x) {
        return x.gt(scalars.of(0)).toType(DataType.FLOAT32, false);
    }

    @Override
    public NDArray negative(NDArray x) {
        return x.neg();
    }

    @Override
    public NDArray minimum(NDArray x, double limit) {
        return x.minimum(scalars.of(limit));
    }

    @Override
    public NDArray maximum(NDArray x, double limit) {
        return x.maximum(scalars.of(limit));
    }

    @Override
    public NDArray minimum(NDArray x, NDArray limit) {
        return x.minimum(limit);
    }

    @Override
    public NDArray maximum(NDArray x, NDArray limit) {
        return x.maximum(limit);
    }

    @Override
    public NDArray product(NDArray x, NDArray y) {
        return x.mul(y);
    }

    @Override
    public NDArray product(NDArray x, double factor) {
        return x.mul(scalars.of(factor));
    }

    @Override
    public NDArray sum(NDArray x, NDArray y) {
        return x.add(y);
    }

    @Override
    public NDArray sum(NDArray x, double summand) {
        return x.add(scalars.of(summand));
    }

    @Override
    public NDArray difference(NDArray x, NDArray y) {
        return x.sub(y);
    }

    @Override
    public NDArray difference(double x, NDArray y) {
        return scalars.of(x).sub(y);
    }

    @Override
    public NDArray logSoftmax(NDArray x, int axis) {
        return x.logSoftmax(axis);
    }

    @Override
    public NDArray multiply(NDArray x, NDArray y) {
        return x.muli(y);
    }

    @Override
    public NDArray multiply(NDArray x, double factor) {
        return x.muli(scalars.of(factor));
    }

    @Override
    public NDArray add(NDArray x, NDArray y) {
        return x.addi(y);
    }

    @Override
    public NDArray add(NDArray x, double summand) {
        return x.addi(scalars.of(summand));
    }

    @Override
    public NDArray gate(NDArray x, NDArray y) {
        return x.muli(y.sign());
    }

    @Override
    public NDArray subtract(NDArray x, NDArray y) {
        return x.subi(y);
    }
}
