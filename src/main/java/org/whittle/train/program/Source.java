package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.whittle.net.array.Arithmetic;
import org.whittle.net.optimizer.Optimizer;

/**
 * TorchScript being written: arithmetic on names. What an expression is called is said by {@link #let}; formulas of
 * activations and losses are written by their own words.
 */
final class Source implements Arithmetic<String>, Optimizer.Lines {

    private static final String INDENT = "  ";

    private final StringBuilder lines = new StringBuilder();
    private final List<Long> extents = new ArrayList<>();
    private int depth = 2;
    private int names;

    /** Names what an expression gives. */
    String let(String expression) {
        String name = "v" + names++;
        line(name + " = " + expression);
        return name;
    }

    /** Names an extent, whose value is handed in with each call: other extents do not make another text. */
    String extent(long value) {
        extents.add(value);
        return "e" + (extents.size() - 1);
    }

    /** The values of extents, in the order of their names. */
    long[] extents() {
        return extents.stream().mapToLong(Long::longValue).toArray();
    }

    /** Writes a line as it stands. */
    @Override
    public void line(String text) {
        lines.append(INDENT.repeat(depth)).append(text).append('\n');
    }

    /** Begins a block, such as a loop's. */
    @Override
    public void open(String header) {
        line(header);
        depth++;
    }

    @Override
    public void close() {
        depth--;
    }

    /** Writes lines that are indented among themselves. */
    void lines(String text) {
        text.lines().forEach(this::line);
    }

    /**
     * Writes what is to be done for each value of a number, of which one is. There is no table of jumps: halves are
     * told apart, and halves of these.
     *
     * @param number an expression, from 0 on
     * @param count of values
     * @param writes what is done for one
     */
    void choose(String number, int count, IntConsumer writes) {
        choose(number, 0, count, writes);
    }

    private void choose(String number, int from, int to, IntConsumer writes) {
        if (to - from == 1) {
            writes.accept(from);
            return;
        }
        int middle = (from + to) / 2;
        open("if " + number + " < " + middle + ":");
        choose(number, from, middle, writes);
        close();
        open("else:");
        choose(number, middle, to, writes);
        close();
    }

    /**
     * The lines as a method, whose first parameter are the {@linkplain #extent extents}, if it has any.
     *
     * @param parameters but for the module and the extents, with their types
     */
    String method(String name, List<String> parameters, String result) {
        StringBuilder method = new StringBuilder();
        method.append("  def ").append(name).append("(self: __torch__.Program, ")
                .append(extents.isEmpty() ? "" : "extents: List[int], ")
                .append(String.join(", ", parameters)).append(") -> ").append(result).append(":\n");
        for (int i = 0; i < extents.size(); i++) {
            method.append(INDENT.repeat(2)).append("e").append(i).append(" = extents[").append(i).append("]\n");
        }
        return method.append(lines).toString();
    }

    private String call(String function, Object... arguments) {
        return let("torch." + function + "(" + String.join(", ",
                java.util.Arrays.stream(arguments).map(String::valueOf).toList()) + ")");
    }

    private String change(String x, String function, Object argument) {
        line(x + "." + function + "_(" + argument + ")");
        return x;
    }

    @Override
    public String relu(String x) {
        return call("relu", x);
    }

    @Override
    public String leakyRelu(String x, double leak) {
        return call("leaky_relu", x, leak);
    }

    @Override
    public String elu(String x) {
        return call("elu", x);
    }

    @Override
    public String selu(String x) {
        return call("selu", x);
    }

    @Override
    public String gelu(String x) {
        return call("gelu", x);
    }

    @Override
    public String sigmoid(String x) {
        return call("sigmoid", x);
    }

    @Override
    public String softplus(String x) {
        return call("softplus", x);
    }

    @Override
    public String tanh(String x) {
        return call("tanh", x);
    }

    @Override
    public String erf(String x) {
        return call("erf", x);
    }

    @Override
    public String exponential(String x) {
        return call("exp", x);
    }

    @Override
    public String logarithm(String x) {
        return call("log", x);
    }

    @Override
    public String total(String x, int axis) {
        return let("torch.sum(" + x + ", [" + axis + "], True)");
    }

    @Override
    public String part(String x, int axis, int index) {
        return let("torch.narrow(" + x + ", " + axis + ", " + index + ", 1)");
    }

    @Override
    public String square(String x) {
        return call("mul", x, x);
    }

    @Override
    public String sign(String x) {
        return call("sign", x);
    }

    @Override
    public String positive(String x) {
        return let("torch.type_as(torch.gt(" + x + ", 0), " + x + ")");
    }

    @Override
    public String negative(String x) {
        return call("neg", x);
    }

    @Override
    public String minimum(String x, double limit) {
        return call("clamp_max", x, limit);
    }

    @Override
    public String maximum(String x, double limit) {
        return call("clamp_min", x, limit);
    }

    @Override
    public String minimum(String x, String limit) {
        return call("minimum", x, limit);
    }

    @Override
    public String maximum(String x, String limit) {
        return call("maximum", x, limit);
    }

    @Override
    public String product(String x, String y) {
        return call("mul", x, y);
    }

    @Override
    public String product(String x, double factor) {
        return call("mul", x, factor);
    }

    @Override
    public String sum(String x, String y) {
        return call("add", x, y);
    }

    @Override
    public String sum(String x, double summand) {
        return call("add", x, summand);
    }

    @Override
    public String difference(String x, String y) {
        return call("sub", x, y);
    }

    @Override
    public String difference(double x, String y) {
        return call("rsub", y, x);
    }

    @Override
    public String logSoftmax(String x, int axis) {
        return let("torch.log_softmax(" + x + ", " + axis + ", None)");
    }

    @Override
    public String multiply(String x, String y) {
        return change(x, "mul", y);
    }

    @Override
    public String multiply(String x, double factor) {
        return change(x, "mul", factor);
    }

    @Override
    public String add(String x, String y) {
        return change(x, "add", y);
    }

    @Override
    public String add(String x, double summand) {
        return change(x, "add", summand);
    }

    /** In one operation, into the gradient's own memory. */
    @Override
    public String gate(String x, String y) {
        line("torch.threshold_backward(" + x + ", " + y + ", 0, grad_input=" + x + ")");
        return x;
    }

    @Override
    public String subtract(String x, String y) {
        return change(x, "sub", y);
    }
}
