package org.whittle.train.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.whittle.net.ParameterLayout;
import org.whittle.net.optimizer.Descent;
import org.whittle.score.engine.HostTensor;

/**
 * One tensor of each of several consecutive networks, stacked along a first axis. Networks keep their parameters in a
 * flat array each, for the {@link Descent}; the stack is filled from there.
 */
final class TensorStack {

    private final HostTensor stack;
    private final int first;
    private final int count;
    private final int elements;
    private final int offset;

    /**
     * @param manager owns the stack
     * @param first index of the first network
     * @param count of networks
     * @param tensor where it lies in each network's flat array; the same in all
     * @param shape of a network's part
     */
    TensorStack(NDManager manager, int first, int count, ParameterLayout.Tensor tensor, long... shape) {
        long[] stacked = new long[shape.length + 1];
        stacked[0] = count;
        System.arraycopy(shape, 0, stacked, 1, shape.length);
        this.stack = new HostTensor(manager, new Shape(stacked));
        this.first = first;
        this.count = count;
        this.elements = tensor.size();
        this.offset = tensor.offset();
    }

    NDArray array() {
        return stack.array();
    }

    /** Fills the stack. */
    void push(List<float[]> networks) {
        for (int i = 0; i < count; i++) {
            stack.put(i * elements, networks.get(first + i), offset, elements);
        }
        stack.publish();
    }

    /** Copies an array of the stack's size, such as its gradient or itself, to where each network keeps its part. */
    void pull(NDArray stacked, List<float[]> networks) {
        HostTensor.read(stacked, values -> {
            for (int i = 0; i < count; i++) {
                values.get(i * elements, networks.get(first + i), offset, elements);
            }
        });
    }
}
