package org.whittle.train.graph;

import java.util.List;
import java.util.SortedMap;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;
import org.whittle.net.SeenInputs;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.train.engine.DeviceRows;

/**
 * The port by which a cohort trains: members come with their state, all of them see the same rows, and what comes back
 * are losses and, when asked for, their state.
 *
 * <p>An epoch is one call. How many steps the engine is asked for at a time, where weights, gradients and moments lie
 * meanwhile, and who runs the optimizers, is the implementation's: nothing between two epochs needs to know. What a
 * graph gives is a function of its members, of the rows and of the epoch, whatever else runs, and the same whether it
 * went on or began anew from its members' states.
 *
 * <p>Its native memory is freed by {@link #close}, or by {@link #only}.
 */
public interface Graph extends AutoCloseable {

    /**
     * All of a member that training changes; without what a cohort pads it with.
     *
     * @param parameters as {@link ParameterLayout#trained} lays them out
     * @param statistics as {@link ParameterLayout#statistics} lays them out
     * @param steps of the optimizer since it was fresh
     * @param optimizer its arrays by PyTorch's names, each laid out as the parameters
     */
    record State(float[] parameters, float[] statistics, long steps, SortedMap<String, float[]> optimizer) {
    }

    /**
     * A member as it joins. Members of a graph have one {@link org.whittle.net.GraphKey} and one epoch.
     *
     * @param values of its settings, from which the optimizer takes its constants
     * @param dropout its stream of masks; {@code child(epoch).child(batch).child(layer)} keys one
     * @param slowed of its parameters the first ones, which learn at {@link org.whittle.net.Freezing#FACTOR} times the
     *     rate; the same number for all members, or 0
     * @param seen of the rows: weights that {@linkplain org.whittle.net.UnreadWeights read anything else} are 0, and
     *     stay so
     * @param from where it begins; not changed
     */
    record Joining(Architecture network, int slowed, LossFunction loss, Optimizer optimizer, Values values,
                   RandomStream dropout, SeenInputs seen, State from) {

        /** Of a member all of whose parameters learn at its rate. */
        public Joining(Architecture network, LossFunction loss, Optimizer optimizer, Values values,
                       RandomStream dropout, SeenInputs seen, State from) {
            this(network, 0, loss, optimizer, values, dropout, seen, from);
        }

        /** Of a member that sees all. */
        public Joining(Architecture network, LossFunction loss, Optimizer optimizer, Values values,
                       RandomStream dropout, State from) {
            this(network, loss, optimizer, values, dropout, SeenInputs.all(network.input()), from);
        }

        /** The same from another state; {@code null} where that is known elsewhere. */
        public Joining from(State other) {
            return new Joining(network, slowed, loss, optimizer, values, dropout, seen, other);
        }
    }

    /** Members' learning rates. */
    interface Rates {

        /**
         * @param member index
         * @param batch of the epoch, from 0
         * @param batches in an epoch
         */
        double at(int member, int batch, int batches);
    }

    /**
     * What networks make of rows.
     *
     * @param outputs of each member, row-major, {@code rows × outputs}
     * @param logProbabilities of each member, row-major, {@code outputs × rows}, in double precision; empty unless
     *     asked for
     * @param losses of each member, summed over rows
     */
    record Predictions(float[][] outputs, double[][] logProbabilities, double[] losses) {
    }

    /**
     * Trains one pass over the rows, each member with its optimizer.
     *
     * @param epoch from 1; with the study's stream it says in which order the rows come
     * @return the mean loss of the epoch's rows for each member, as they were when their batch came; not finite if the
     *     member diverged; if none is a number, the epoch may have ended before its time
     */
    double[] epoch(int epoch, Rates rates);

    /** How large the gradients of the last epoch were, for each member. */
    List<GradientNorms> gradients();

    /**
     * Sets what the rows' targets are from now on.
     *
     * @param targets of all rows: class indices, or standardised targets
     */
    void retarget(float[] targets);

    /** Where a member stands: a copy. */
    State state(int member);

    /**
     * Outputs and losses without dropout, and with the running statistics of batch normalization.
     *
     * @param rows on the graph's device
     */
    Predictions predict(DeviceRows rows, boolean logProbabilities);

    /** Goes on with some of the members, whose numbers stay as if nobody had left. This object is closed. */
    Graph only(List<Integer> staying);

    @Override
    void close();
}
