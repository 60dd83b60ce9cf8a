package org.whittle.score.onnx;

import java.util.List;
import org.whittle.net.array.Arithmetic;

/** The arithmetic of activations as nodes of a graph: nothing is changed in its place. */
record OnnxArithmetic(OnnxGraph graph) implements Arithmetic<String> {

    private String of(String operator, String x) {
        return graph.add(operator, List.of(x));
    }

    private String of(String operator, String x, String y) {
        return graph.add(operator, List.of(x, y));
    }

    @Override
    public String relu(String x) {
        return of("Relu", x);
    }

    @Override
    public String leakyRelu(String x, double leak) {
        return graph.add("LeakyRelu", List.of(x), OnnxGraph.Attribute.of("alpha", (float) leak));
    }

    @Override
    public String elu(String x) {
        return of("Elu", x);
    }

    @Override
    public String selu(String x) {
        return of("Selu", x);
    }

    @Override
    public String gelu(String x) {
        return product(product(x, 0.5), sum(erf(product(x, Math.sqrt(0.5))), 1));
    }

    @Override
    public String sigmoid(String x) {
        return of("Sigmoid", x);
    }

    @Override
    public String softplus(String x) {
        return of("Softplus", x);
    }

    @Override
    public String tanh(String x) {
        return of("Tanh", x);
    }

    @Override
    public String erf(String x) {
        return of("Erf", x);
    }

    @Override
    public String exponential(String x) {
        return of("Exp", x);
    }

    @Override
    public String logarithm(String x) {
        return of("Log", x);
    }

    @Override
    public String total(String x, int axis) {
        return of("ReduceSum", x, graph.longs(axis));
    }

    @Override
    public String square(String x) {
        return of("Mul", x, x);
    }

    @Override
    public String sign(String x) {
        return of("Sign", x);
    }

    @Override
    public String positive(String x) {
        return graph.cast(of("Greater", x, graph.real(0)), OnnxGraph.FLOAT);
    }

    @Override
    public String negative(String x) {
        return of("Neg", x);
    }

    @Override
    public String minimum(String x, double limit) {
        return of("Min", x, graph.real(limit));
    }

    @Override
    public String maximum(String x, double limit) {
        return of("Max", x, graph.real(limit));
    }

    @Override
    public String minimum(String x, String limit) {
        return of("Min", x, limit);
    }

    @Override
    public String maximum(String x, String limit) {
        return of("Max", x, limit);
    }

    @Override
    public String product(String x, String y) {
        return of("Mul", x, y);
    }

    @Override
    public String product(String x, double factor) {
        return of("Mul", x, graph.real(factor));
    }

    @Override
    public String sum(String x, String y) {
        return of("Add", x, y);
    }

    @Override
    public String sum(String x, double summand) {
        return of("Add", x, graph.real(summand));
    }

    @Override
    public String difference(String x, String y) {
        return of("Sub", x, y);
    }

    @Override
    public String difference(double x, String y) {
        return of("Sub", graph.real(x), y);
    }

    @Override
    public String logSoftmax(String x, int axis) {
        return graph.add("LogSoftmax", List.of(x), OnnxGraph.Attribute.of("axis", (long) axis));
    }

    @Override
    public String multiply(String x, String y) {
        return product(x, y);
    }

    @Override
    public String multiply(String x, double factor) {
        return product(x, factor);
    }

    @Override
    public String add(String x, String y) {
        return sum(x, y);
    }

    @Override
    public String add(String x, double summand) {
        return sum(x, summand);
    }

    @Override
    public String gate(String x, String y) {
        return product(x, sign(y));
    }

    @Override
    public String subtract(String x, String y) {
        return difference(x, y);
    }

    @Override
    public String part(String x, int axis, int index) {
        throw new UnsupportedOperationException("Only losses take parts, and they are not exported");
    }
}
