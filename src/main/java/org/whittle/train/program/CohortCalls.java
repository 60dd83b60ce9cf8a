package org.whittle.train.program;

import static org.whittle.train.program.CohortTensors.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.List;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.train.engine.DeviceRows;
import org.whittle.train.graph.Batches;
import org.whittle.train.graph.GradientNorms;
import org.whittle.train.graph.Graph;

/**
 * An epoch of a cohort as calls of its program, some steps each: Java hands in row numbers, rates and masks, and reads
 * the losses once.
 */
final class CohortCalls {

    private final List<Graph.Joining> members;
    private final CohortTensors tensors;
    private final Program program;
    private final DeviceRows rows;
    private final RandomStream order;
    private final Batches batches;
    private final int stepsOfCall;
    private final Masks masks;
    private final Masks lastMasks;
    private final Zeros zeros;
    private final long clips;
    private final long[] steps;
    private List<GradientNorms.Sum> gradients = List.of();

    /** How a cohort's epochs are cut, and in what order rows come. */
    record Plan(DeviceRows rows, RandomStream order, Batches batches, int stepsOfCall) {
    }

    /** Makes masks of so many steps of so many rows. */
    interface MaskMaker {
        Masks of(int steps, int rows);
    }

    /**
     * @param masks {@code null} if nobody leaves anything out
     * @param zeros {@code null} if none are to be kept
     */
    CohortCalls(
            List<Graph.Joining> members, CohortTensors tensors, Program program, Plan plan, MaskMaker masks,
            Zeros zeros) {
        this.members = members.stream().map(member -> member.from(null)).toList();
        this.tensors = tensors;
        this.program = program;
        this.zeros = zeros;
        rows = plan.rows;
        order = plan.order;
        batches = plan.batches;
        stepsOfCall = plan.stepsOfCall;
        this.masks = masks == null ? null : masks.of(stepsOfCall, batches.size());
        lastMasks = masks != null && batches.last() != batches.size() ? masks.of(1, batches.last()) : this.masks;
        clips = DescentSource.clips(members);
        steps = members.stream().mapToLong(member -> member.from().steps()).toArray();
    }

    static List<Values> values(List<Graph.Joining> members) {
        return members.stream().map(Graph.Joining::values).toList();
    }

    /** That a member's optimizer has taken. */
    long steps(int member) {
        return steps[member];
    }

    /**
     * Trains an epoch: see {@link Graph#epoch}.
     *
     * @param kept the first arguments of the program's {@code train}
     */
    double[] epoch(int epoch, Graph.Rates rates, List<IValue> kept) {
        tensors.changed();
        try (NDManager ofEpoch = tensors.manager().newSubManager()) {
            NDArray chosen = HostTensor.indices(ofEpoch, order.child(epoch).permutation(rows.count()));
            tensors.losses().muli(0);
            gradients = members.stream().map(member -> new GradientNorms.Sum()).toList();
            int next = 0;
            int whole = batches.used() / batches.size();
            for (int batch = 0; batch < whole; batch += stepsOfCall) {
                boolean looks = batch >= next;
                next = looks ? batch + GradientNorms.INTERVAL : next;
                call(chosen, epoch, batch, Math.min(stepsOfCall, whole - batch), batches.size(), masks, rates, kept,
                        looks);
            }
            if (whole < batches.count()) {
                call(chosen, epoch, whole, 1, batches.last(), lastMasks, rates, kept, whole == 0);
            }
            double[] sums = new double[members.size()];
            HostTensor.readDoubles(tensors.losses(), values -> values.get(sums));
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= batches.used();
            }
            return sums;
        }
    }

    /** Of the last epoch, by member. */
    List<GradientNorms> gradients() {
        return gradients.stream().map(GradientNorms.Sum::norms).toList();
    }

    private void call(NDArray chosen, int epoch, int batch, int count, int size, Masks feed, Graph.Rates rates,
            List<IValue> kept, boolean looks) {
        if (feed != null) {
            feed.draw(epoch, batch, count);
        }
        double[] numbers = DescentSource.numbers(members, steps, count,
                (member, step) -> rates.at(member, batch + step, batches.count()));
        // In the order of CallSource.PARAMETERS.
        List<IValue> arguments = new ArrayList<>(List.of(tensor(tensors.losses()), tensor(rows.features()),
                tensor(tensors.targets()), tensor(tensors.encoded()), tensor(tensors.constants()), tensor(chosen),
                tensor(feed == null ? tensors.losses() : feed.array()),
                IValue.from(feed == null ? 0L : (long) feed.stepSize()), IValue.from(clips),
                IValue.listFrom(numbers), IValue.from((long) batch * batches.size()), IValue.from((long) count),
                IValue.from((long) size), tensor(tensors.gradients()), tensor(tensors.seenGradients()),
                IValue.from(looks ? 1L : 0L)));
        if (zeros != null) {
            arguments.add(tensor(zeros.free()));
            arguments.add(IValue.from(zeros.fills() ? 1L : 0L));
        }
        program.run("train", kept, arguments.toArray(IValue[]::new)).close();
        if (looks) {
            tensors.addSeenTo(gradients);
        }
    }
}
