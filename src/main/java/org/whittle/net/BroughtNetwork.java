package org.whittle.net;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network that a user brought: what it computes is its own to say, and what is trained of it lies in tensors that are
 * known here by name and shape.
 *
 * @param origin what it is brought as
 * @param name of the class that makes it; of TorchScript the SHA-256 of its file, or its path where nobody has looked
 * @param values of the hyperparameters that it is made from
 * @param outputs numbers that it gives for a row
 * @param trained tensors that optimizers train; none as long as nobody has looked
 * @param statistics tensors that training changes and no optimizer does, such as running means
 */
public record BroughtNetwork(Origin origin, String name, SortedMap<String, Object> values, int outputs,
                             List<Part> trained, List<Part> statistics) {

    /** What networks are brought as. */
    public enum Origin {
        /** A class of a jar, which makes a block of DJL's. */
        BLOCK,
        /** A module of PyTorch's, saved as TorchScript. */
        TORCHSCRIPT
    }

    /**
     * One of its tensors.
     *
     * @param name unique in the network
     * @param shape row-major; none for a single number
     */
    public record Part(String name, List<Integer> shape) {

        /** @throws IllegalArgumentException if an extent is below 1 */
        public Part {
            shape = List.copyOf(shape);
            if (shape.stream().anyMatch(extent -> extent < 1)) {
                throw new IllegalArgumentException("the shape %s of its %s is none".formatted(shape, name));
            }
        }
    }

    /** @throws IllegalArgumentException if it gives nothing */
    public BroughtNetwork {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        trained = List.copyOf(trained);
        statistics = List.copyOf(statistics);
        if (outputs < 1) {
            throw new IllegalArgumentException("A network gives numbers, not %d.".formatted(outputs));
        }
    }

    /** Of which nobody has seen the tensors yet. */
    public BroughtNetwork(Origin origin, String name, SortedMap<String, Object> values, int outputs) {
        this(origin, name, values, outputs, List.of(), List.of());
    }

    /** The same with its tensors. */
    public BroughtNetwork with(List<Part> itsTrained, List<Part> itsStatistics) {
        return new BroughtNetwork(origin, name, values, outputs, itsTrained, itsStatistics);
    }

    /** The same under the name that it turns out to have. */
    public BroughtNetwork named(String itsName) {
        return new BroughtNetwork(origin, itsName, values, outputs, trained, statistics);
    }

    /** The fewest rows of a batch: what keeps statistics of a batch has none of a single row. */
    int fewestRows() {
        return statistics.isEmpty() ? 1 : 2;
    }
}
