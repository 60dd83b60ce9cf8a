package org.whittle.train.program;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.whittle.net.activation.Activation;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.Graph;

/**
 * What a cohort hands its program with every call, and no call changes: views of the flat tensors, and how its networks
 * lie in them. The tensors must not get new storage as long as this is open.
 */
final class CohortHandles implements AutoCloseable {

    private final List<IValue> open = new ArrayList<>();
    private final List<IValue> train;
    private final List<IValue> infer;

    /**
     * @param program that it is for
     */
    CohortHandles(CohortShape shape, CohortLayout layout, List<Graph.Joining> members, CohortTensors tensors,
                  Program program) {
        try {
            IValue weights = views(tensors.parameters(), layout.places(), program);
            IValue gradients = views(tensors.gradients(), layout.places(), program);
            IValue statistics = views(tensors.statistics(), layout.statistics(), program);
            IValue pieces = keep(tensors.pieces(program));
            IValue networks = numbers(shape.networks());
            IValue heads = numbers(shape.heads());
            IValue runs = numbers(runs(shape));
            train = List.of(weights, gradients, statistics, pieces, networks, heads, runs, numbers(layout.dense()),
                    numbers(DescentSource.runs(members)));
            infer = List.of(weights, statistics, networks, heads, runs);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /**
     * By hidden layer: how many runs of activations; for each which, its first network and how many it has; and how
     * many runs once more, for who comes from the end.
     */
    private static long[] runs(CohortShape shape) {
        LongStream.Builder runs = LongStream.builder();
        for (int layer = 0; layer < shape.depth(); layer++) {
            List<Activation> activations = shape.activations(layer);
            long[] cuts = shape.activationCuts(layer);
            runs.add(activations.size());
            for (int i = 0; i < activations.size(); i++) {
                long from = i == 0 ? 0 : cuts[i - 1];
                long to = i == cuts.length ? shape.networks(layer) : cuts[i];
                runs.add(NetworkSource.kind(activations.get(i))).add(from).add(to - from);
            }
            runs.add(activations.size());
        }
        return runs.build().toArray();
    }

    private IValue views(NDArray flat, long[] places, Program program) {
        return keep(program.run("views", List.of(), CohortTensors.tensor(flat), IValue.listFrom(places)));
    }

    private IValue numbers(long[] numbers) {
        return keep(IValue.listFrom(numbers));
    }

    private IValue keep(IValue value) {
        open.add(value);
        return value;
    }

    /** The first arguments of {@code train}. */
    List<IValue> train() {
        return train;
    }

    /** The first arguments of {@code infer}. */
    List<IValue> infer() {
        return infer;
    }

    @Override
    public void close() {
        open.forEach(IValue::close);
        open.clear();
    }
}
