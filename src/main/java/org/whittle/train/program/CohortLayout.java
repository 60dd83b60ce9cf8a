package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.LongStream;
import org.whittle.net.Mlp;
import org.whittle.net.ParameterLayout;
import org.whittle.train.graph.CohortShape;

/**
 * Where the parameters of a cohort's networks lie in one flat tensor, and with the same places their gradients and
 * moments.
 *
 * <pre>
 *   panel 0    network a   W₁ b₁ b₂ W₃ b₃        a row a network, with all that is small
 *              network b   W₁ b₁ b₂ W₃ b₃
 *   panel 1    network a   W₂                     a panel for each large weight, one after the other
 *              network b   W₂
 * </pre>
 * The first layer's weights have a panel too, whatever their size: networks share its input, so that one product does
 * for all of them, as it does for one alone.
 *
 * <p>A product writes its result in one piece: a large weight's gradient goes where it belongs at once, and small ones
 * are copied there. A row's pieces, on the other hand, are few, so that an optimizer has few calls to make.
 */
final class CohortLayout {

    /** From so many elements on, of all networks together, a copy costs more than a call. */
    static final int LARGE = 1 << 15;

    /**
     * Parameters of consecutive networks, a row each.
     *
     * @param first network
     * @param width elements of a row
     * @param offset in the flat tensor
     */
    record Panel(int first, int rows, int width, int offset) {
    }

    /**
     * One tensor of consecutive networks.
     *
     * @param panel its index
     * @param column in the panel's rows
     * @param first network
     */
    record Stack(int panel, int column, int first, int networks, int size) {
    }

    private final List<Panel> panels = new ArrayList<>();
    /** By layer, the output layers after the hidden ones: tensors in the order of {@link ParameterLayout}. */
    private final List<List<Stack>> hidden = new ArrayList<>();
    private final List<List<Stack>> heads = new ArrayList<>();
    private final int[] widths;
    /** By hidden layer, the column of the networks' rows that it begins at. */
    private final List<Integer> columns = new ArrayList<>();
    /** By panel, the layer that it is of; of the first, none. */
    private final List<Integer> layers = new ArrayList<>(List.of(-1));
    private final CohortShape shape;
    private final int size;

    CohortLayout(CohortShape shape) {
        this.shape = shape;
        widths = new int[shape.size()];
        List<int[]> large = new ArrayList<>();
        int column = 0;
        for (int depth = 0; depth <= shape.depth(); depth++) {
            int lasting = shape.networks(depth);
            columns.add(column);
            int count = (depth == 0 ? shape.size() : shape.networks(depth - 1)) - lasting;
            if (count > 0) {
                List<Stack> head = new ArrayList<>();
                int end = place(lasting, count, depth, 2, column, large, head);
                heads.add(head);
                for (int network = lasting; network < lasting + count; network++) {
                    widths[network] = end;
                }
            } else {
                heads.add(null);
            }
            if (depth < shape.depth()) {
                List<Stack> layer = new ArrayList<>();
                column = place(0, lasting, depth, shape.padded(0).batchNormalization() ? 4 : 2, column, large, layer);
                hidden.add(layer);
            }
        }
        int widest = 0;
        for (int width : widths) {
            widest = Math.max(widest, width);
        }
        panels.add(new Panel(0, shape.size(), widest, 0));
        int offset = Math.multiplyExact(shape.size(), widest);
        for (int[] panel : large) {
            panels.add(new Panel(panel[0], panel[1], panel[2], offset));
            offset = Math.addExact(offset, Math.multiplyExact(panel[1], panel[2]));
        }
        size = offset;
    }

    /** Places a layer's tensors; the column after those that are in the networks' rows. */
    private int place(
            int first, int networks, int layer, int tensors, int column, List<int[]> large, List<Stack> stacks) {
        Mlp network = shape.padded(first);
        int next = column;
        for (int tensor = 0; tensor < tensors; tensor++) {
            int elements = Math.multiplyExact(network.fanOut(layer), tensor == 0 ? network.fanIn(layer) : 1);
            if (tensor == 0 && (layer == 0 || shape.size() > 1 && (long) networks * elements >= LARGE)) {
                large.add(new int[] {first, networks, elements});
                layers.add(layer);
                stacks.add(new Stack(large.size(), 0, first, networks, elements));
            } else {
                stacks.add(new Stack(0, next, first, networks, elements));
                next = Math.addExact(next, elements);
            }
        }
        return next;
    }

    /** Elements of the flat tensor. */
    int size() {
        return size;
    }

    List<Panel> panels() {
        return panels;
    }

    /** Weight and bias of a hidden layer, and with normalization γ and β. */
    List<Stack> hidden(int layer) {
        return hidden.get(layer);
    }

    /** Weight and bias of the output layers of networks of a depth; {@code null} if there are none. */
    List<Stack> head(int depth) {
        return heads.get(depth);
    }

    /** Whether the tensors of a stack lie one after the other. */
    private static boolean isDense(Stack stack) {
        return stack.networks() == 1 || stack.panel() > 0;
    }

    /** By hidden layer, then by output layer, whether the weights of all networks lie one after the other: 1 or 0. */
    long[] dense() {
        LongStream.Builder dense = LongStream.builder();
        hidden.forEach(layer -> dense.add(isDense(layer.get(0)) ? 1 : 0));
        heads.forEach(head -> dense.add(head == null || isDense(head.get(0)) ? 1 : 0));
        return dense.build().toArray();
    }

    /**
     * Where the views of parameters lie, as {@link NetworkSource#views} wants it: hidden layers' weights and biases,
     * output layers' weights and biases, scales and shifts of normalizations.
     */
    long[] places() {
        LongStream.Builder places = LongStream.builder();
        for (int tensor = 0; tensor < 2; tensor++) {
            place(hidden, tensor, places);
        }
        for (int tensor = 0; tensor < 2; tensor++) {
            place(heads, tensor, places);
        }
        for (int tensor = 2; shape.padded(0).batchNormalization() && tensor < 4; tensor++) {
            place(hidden, tensor, places);
        }
        return places.build().toArray();
    }

    private void place(List<List<Stack>> layers, int tensor, LongStream.Builder places) {
        places.add(layers.size());
        for (List<Stack> layer : layers) {
            if (layer == null) {
                LongStream.of(0, 1, 1, 1, 0).forEach(places);
                continue;
            }
            Stack stack = layer.get(tensor);
            Panel panel = panels.get(stack.panel());
            int outputs = layer.get(1).size();
            LongStream.of(stack.networks(), outputs, stack.size() / outputs, panel.width(),
                    panel.offset() + (long) (stack.first() - panel.first()) * panel.width() + stack.column())
                    .forEach(places);
        }
    }

    /** Elements of the running statistics of all networks. */
    int statisticsSize() {
        int elements = 0;
        for (int layer = 0; shape.padded(0).batchNormalization() && layer < shape.depth(); layer++) {
            elements += 2 * statistic(layer);
        }
        return elements;
    }

    private int statistic(int layer) {
        return shape.networks(layer) * shape.padded(0).fanOut(layer);
    }

    /** Where the views of running means and of variances lie: layer by layer, first those, then these. */
    long[] statistics() {
        int layers = shape.padded(0).batchNormalization() ? shape.depth() : 0;
        LongStream.Builder places = LongStream.builder();
        for (int part = 0; part < 2; part++) {
            places.add(layers);
            int at = 0;
            for (int layer = 0; layer < layers; layer++) {
                int elements = statistic(layer);
                LongStream.of(1, elements, 1, elements, at + part * elements).forEach(places);
                at += 2 * elements;
            }
        }
        return places.build().toArray();
    }

    /** The pieces that networks' parameters are in, as {@link DescentSource#pieces} wants them. */
    long[] pieces() {
        return pieces(0);
    }

    /** @param apart hidden layers whose pieces are a part of their own, which comes first; all networks have them */
    long[] pieces(int apart) {
        LongStream.Builder pieces = LongStream.builder();
        int column = columns.get(apart);
        for (int network = 0; network < shape.size(); network++) {
            if (apart > 0) {
                addPieces(network, 0, column, layer -> layer < apart, pieces);
            }
            addPieces(network, column, widths[network], layer -> layer >= apart, pieces);
        }
        return pieces.build().toArray();
    }

    private void addPieces(int network, int from, int to, IntPredicate ofLayers, LongStream.Builder pieces) {
        LongStream.Builder own = LongStream.builder();
        int count = 0;
        for (int i = 0; i < panels.size(); i++) {
            Panel panel = panels.get(i);
            int row = network - panel.first();
            boolean its = row >= 0 && row < panel.rows();
            if (its && (i == 0 ? from < to : ofLayers.test(layers.get(i)))) {
                own.add(panel.offset() + (long) row * panel.width() + (i == 0 ? from : 0));
                own.add(i == 0 ? to - from : panel.width());
                count++;
            }
        }
        pieces.add(count);
        own.build().forEach(pieces);
    }

    /** Copies a network's parameters, in the order of {@link ParameterLayout#trained}, to their places. */
    void scatter(int network, float[] parameters, float[] flat) {
        copy(network, parameters, flat, true);
    }

    /** Copies a network's parameters from their places. */
    void gather(int network, float[] flat, float[] parameters) {
        copy(network, parameters, flat, false);
    }

    private void copy(int network, float[] parameters, float[] flat, boolean out) {
        int depth = shape.padded(network).hiddenLayers();
        List<Stack> stacks = new ArrayList<>();
        for (int layer = 0; layer < depth; layer++) {
            stacks.addAll(hidden.get(layer));
        }
        stacks.addAll(heads.get(depth));
        int own = 0;
        for (Stack stack : stacks) {
            Panel panel = panels.get(stack.panel());
            int at = panel.offset() + (network - panel.first()) * panel.width() + stack.column();
            if (out) {
                System.arraycopy(parameters, own, flat, at, stack.size());
            } else {
                System.arraycopy(flat, at, parameters, own, stack.size());
            }
            own += stack.size();
        }
    }
}
