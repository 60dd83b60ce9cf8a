package org.whittle.train.program;

import java.util.ArrayList;
import java.util.List;
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
    private final CohortShape shape;
    private final int size;

    CohortLayout(CohortShape shape) {
        this.shape = shape;
        widths = new int[shape.size()];
        List<int[]> large = new ArrayList<>();
        int column = 0;
        for (int depth = 0; depth <= shape.depth(); depth++) {
            int lasting = shape.networks(depth);
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

    /** Elements of a network's row in the first panel. */
    int width(int network) {
        return widths[network];
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
    boolean isDense(Stack stack) {
        return stack.networks() == 1 || stack.panel() > 0;
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
