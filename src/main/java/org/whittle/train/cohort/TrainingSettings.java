package org.whittle.train.cohort;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiFunction;
import org.whittle.net.Architecture;
import org.whittle.net.GraphKey;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.SeenInputs;
import org.whittle.net.Training;
import org.whittle.net.initial.Initialization;
import org.whittle.net.initial.Initializations;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.loss.ClassWeights;
import org.whittle.net.loss.LossFunction;
import org.whittle.net.loss.Losses;
import org.whittle.net.optimizer.Optimizer;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.rate.LearningRate;
import org.whittle.net.setting.Values;
import org.whittle.score.block.BlockSource;
import org.whittle.space.Configuration;
import org.whittle.train.brought.BroughtKind;
import org.whittle.train.brought.TrunkKind;
import org.whittle.train.engine.DeviceRows;

/**
 * Everything one trial is trained with: the study's training defaults, overlaid with the trial's configuration.
 *
 * @param values of all settings
 * @param graph what it must have in common with others to share a graph
 * @param network what is trained
 * @param seen what it sees of a row
 * @param blocks who makes it, if a user brought it
 * @param pretrained what it begins with, if another network's layers are in it
 * @param frozen layers of that which stay as they are, and which the network is therefore without
 * @param loss before it is known what is trained on
 * @param patience epochs without a gain after which training stops early; 0 to train on
 * @param minDelta a smaller change of the objective is no gain
 */
record TrainingSettings(
        Values values,
        GraphKey graph,
        Architecture network,
        SeenInputs seen,
        BlockSource blocks,
        Optional<TrunkKind> pretrained,
        int frozen,
        Initialization initialization,
        LossFunction loss,
        LearningRate learningRate,
        int batchSize,
        int patience,
        double minDelta) {

    /**
     * Resolves the hyperparameters of a trial.
     *
     * @param kind what makes a network of them
     * @param input what a row is to the network
     * @param sees what a network of such settings sees of it behind so many frozen layers
     * @param epochs that the trial was trained: what layers are frozen may hang on it
     * @param maxEpochs the study's, over which the learning rate's schedule is laid
     * @throws IllegalArgumentException if a value is missing, outside its domain, or does not suit the task
     */
    static TrainingSettings of(NetworkKind kind, SortedMap<String, Object> defaults, Configuration configuration,
                               InputShape input, BiFunction<Values, Integer, SeenInputs> sees, LearningTask task,
                               int epochs, int maxEpochs) {
        Values values = Values.of(defaults, configuration);
        for (var setting : Training.settings()) {
            values.of(setting);
        }
        boolean classification = task instanceof LearningTask.Classification;
        Optional<TrunkKind> trunk = kind instanceof TrunkKind pretrained ? Optional.of(pretrained) : Optional.empty();
        int frozen = trunk.map(pretrained -> pretrained.frozen(values, epochs)).orElse(0);
        Architecture network = trunk.map(pretrained -> pretrained.network(values, task.outputs(), frozen))
                .orElseGet(() -> kind.network(values, input, task.outputs()));
        int batchSize = values.of(Training.BATCH_SIZE);
        int fewest = network.fewestRows();
        if (batchSize < fewest) {
            throw new IllegalArgumentException(
                    "Batch normalization needs batches of at least %d rows; batch-size is %d."
                            .formatted(fewest, batchSize));
        }
        SeenInputs seen = sees.apply(values, frozen);
        if (network.brought().isPresent() && !seen.areAll()) {
            throw new IllegalArgumentException("A network of your own sees all inputs: what it is to see of them is its"
                    + " own to say; leave out selection and groups that are tuned.");
        }
        BlockSource blocks = kind instanceof BroughtKind brought ? brought.blocks() : BlockSource.of(List.of());
        return new TrainingSettings(values, GraphKey.of(network, values, classification), network, seen, blocks,
                trunk, frozen,
                Initializations.ofKey(values.of(Initializations.SETTING)),
                loss(values, task),
                new LearningRate(values, maxEpochs), batchSize, values.of(Training.PATIENCE),
                values.of(Training.MIN_DELTA));
    }

    private static LossFunction loss(Values values, LearningTask task) {
        LossFunction loss = Losses.of(values.of(Losses.SETTING), task instanceof LearningTask.Classification)
                .of(values, task.outputs());
        return task instanceof LearningTask.Classification of && ClassWeights.in(values) == ClassWeights.GIVEN
                ? loss.weighing(ClassWeights.given(values, of.classes())) : loss;
    }

    /** Parameters of a pretrained network's that learn at another rate: the first ones. */
    int slowed() {
        return pretrained.map(trunk -> trunk.trunkParameters(frozen)).orElse(0);
    }

    /** The loss of the best prediction that is the same for all rows, of those that are trained on. */
    double ofBestConstant(DeviceRows rows) {
        double[] weights = rows.weights();
        return loss.on(rows.targets()).ofBestConstant(rows.targets(), row -> weights == null ? 1 : weights[row]);
    }

    Optimizer optimizer() {
        return Optimizers.ofKey(values.of(Optimizers.SETTING));
    }

    /** The names of what the optimizer keeps of earlier steps. */
    List<String> optimizerState() {
        return optimizer().state(values);
    }
}
