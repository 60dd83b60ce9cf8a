package org.whittle.train.cohort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.whittle.goal.ClassRule;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.Softmax;
import org.whittle.net.LearningTask;
import org.whittle.net.ParameterLayout;
import org.whittle.net.kind.MlpKind;
import org.whittle.net.kind.NetworkKind;
import org.whittle.random.RandomStream;
import org.whittle.score.block.BlockSource;
import org.whittle.score.model.Network;
import org.whittle.space.Configuration;
import org.whittle.train.brought.BroughtKind;
import org.whittle.train.brought.TrunkKind;
import org.whittle.train.engine.DeviceData;
import org.whittle.train.metric.RowScore;
import org.whittle.train.metric.TestEvaluation;
import org.whittle.train.model.StoredModel;
import org.whittle.work.FileStore;
import org.whittle.work.FinalModel;
import org.whittle.work.HeldOut;
import org.whittle.work.HeldOutTask;
import org.whittle.work.Place;
import org.whittle.work.RefitTask;
import org.whittle.work.RowPredictions;
import org.whittle.work.Rows;
import org.whittle.work.TestResult;
import org.whittle.work.Trainer;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialRunner;
import org.whittle.work.TrialTask;

/**
 * Trains networks with DJL's PyTorch engine.
 */
public final class DjlTrainer implements Trainer {

    private static final long serialVersionUID = 1L;

    private final NetworkKind kind;
    private final TreeMap<String, Object> trainingDefaults;
    private final TrainingData data;
    private final FileStore files;
    private final Objectives objectives;
    private final CostMetrics costs;
    private final int maxEpochs;
    private final int topK;
    private final long studySeed;

    /**
     * @param kind of the networks
     * @param trainingDefaults value of every {@linkplain org.whittle.net.Training setting} by name; a
     *     configuration's values come before them
     * @param data the rows to train and validate on
     * @param files of the study directory
     * @param objectives the first one's metric is what early stopping watches; costs that they name are measured
     * @param maxEpochs the study's, over which learning rates are scheduled, and after which no checkpoint is needed
     * @param topK the k of top-k accuracy
     * @param studySeed keys the order of training rows, which is the same for all trials
     */
    public DjlTrainer(NetworkKind kind, SortedMap<String, Object> trainingDefaults, TrainingData data,
                      FileStore files, Objectives objectives, int maxEpochs, int topK, long studySeed) {
        this.kind = kind;
        this.trainingDefaults = new TreeMap<>(trainingDefaults);
        this.data = data;
        this.files = files;
        this.objectives = objectives;
        this.costs = new CostMetrics(objectives);
        this.maxEpochs = maxEpochs;
        this.topK = topK;
        this.studySeed = studySeed;
    }

    /** Of multilayer perceptrons. */
    public DjlTrainer(SortedMap<String, Object> trainingDefaults, TrainingData data, FileStore files,
                      Objectives objectives, int maxEpochs, int topK, long studySeed) {
        this(new MlpKind(), trainingDefaults, data, files, objectives, maxEpochs, topK, studySeed);
    }

    @Override
    public TrialRunner runner(Place place) {
        return new CohortRunner(this, place);
    }

    @Override
    public FinalModel refit(RefitTask task, Place place) throws IOException {
        return new Refit(this, task, place).run();
    }

    @Override
    public List<TestResult> evaluate(List<FinalModel> models, Rows test, int resamples, long seed, Place place)
            throws IOException {
        List<double[]> outputs = new ArrayList<>(models.size());
        List<ClassRule> rules = new ArrayList<>(models.size());
        for (FinalModel model : models) {
            try (Network network = StoredModel.load(files, model.directory(), blocks(), place)) {
                outputs.add(StoredModel.outputs(network, test));
                rules.add(network.rule());
            }
        }
        files.write(RowPredictions.OF_TEST, predictions(models, outputs, rules, test.targets()).encode());
        return TestEvaluation.of(models.stream().map(FinalModel::trial).toList(), outputs, rules, data.task(),
                test.targets(), test.weights(), topK, resamples, seed);
    }

    /** What shows single test rows later, so that nobody has to look at them again. */
    private RowPredictions predictions(List<FinalModel> models, List<double[]> outputs, List<ClassRule> rules,
                                       double[] targets) {
        List<String> classes = data.task() instanceof LearningTask.Classification of ? of.classes() : List.of();
        List<RowPredictions.Model> said = new ArrayList<>(models.size());
        for (int i = 0; i < models.size(); i++) {
            double[] values = outputs.get(i);
            said.add(classes.isEmpty() ? new RowPredictions.Model(models.get(i).trial(), values, values)
                    : new RowPredictions.Model(models.get(i).trial(), Softmax.of(values, classes.size(), 1),
                            Softmax.predicted(values, classes.size(), rules.get(i))));
        }
        return new RowPredictions(classes, targets, said);
    }

    @Override
    public HeldOut heldOut(HeldOutTask task, Place place) throws IOException {
        TrainingData fold = data(task.fold());
        SingleTraining.Result trained = new SingleTraining(this, task.segments(), fold, batchOrder(task.fold()), place)
                .onTrainingRows();
        double[] labels = fold.validation().targets();
        double[] weights = fold.validation().weights();
        float[] raw = trained.ofValidationRows();
        double[] outputs;
        if (fold.task() instanceof LearningTask.Regression regression) {
            outputs = regression.inOwnUnit(raw);
        } else {
            outputs = new double[raw.length];
            for (int i = 0; i < raw.length; i++) {
                outputs[i] = raw[i];
            }
        }
        int classes = fold.task() instanceof LearningTask.Classification of ? of.outputs() : 0;
        RowScore score = new RowScore(objective(), classes, topK);
        boolean sound = outputs.length > 0;
        return new HeldOut(task.trial(), task.fold(), classes, outputs, labels, weights,
                sound ? score.of(outputs, labels, weights) : Double.NaN, sound && task.resamples() > 0
                        ? score.standardError(outputs, labels, weights, task.resamples(),
                                RandomStream.ofSeed(task.seed()))
                        : Double.NaN, trained.reached().parameters().length);
    }

    @Override
    public int parameters(Configuration configuration) {
        return ParameterLayout.trained(settings(configuration, data, 0).network()).size();
    }

    @Override
    public void release() {
        DeviceData.release(data);
    }

    /**
     * The settings of a trial in the epoch that follows so many.
     *
     * @param rows of a fold, or of the study
     */
    TrainingSettings settings(Configuration configuration, TrainingData rows, int epochs) {
        return TrainingSettings.of(kind, Collections.unmodifiableSortedMap(trainingDefaults), configuration,
                rows.input(), (values, frozen) -> behind(rows, frozen).seen(values), rows.task(), epochs, maxEpochs);
    }

    BlockSource blocks() {
        return kind instanceof BroughtKind brought ? brought.blocks() : BlockSource.of(List.of());
    }

    /** Whether no rung can follow, because the trial then has all the epochs that the study gives to one. */
    boolean isLast(TrialTask task) {
        return task.target().epochs() >= maxEpochs;
    }

    /** Epochs that the study gives to one trial. */
    int maxEpochs() {
        return maxEpochs;
    }

    /** The stream for the order of a fold's rows; a refit has the first fold's. */
    RandomStream batchOrder(int fold) {
        RandomStream order = RandomStream.ofSeed(studySeed).child("batch-order");
        return fold == 0 ? order : order.child("fold").child(fold);
    }

    /** What a refit trains on. */
    TrainingData data() {
        return data;
    }

    /** What a trial trains on, and is measured on. */
    TrainingData data(int fold) {
        return data.folds().get(fold);
    }

    /** The same for networks behind so many frozen layers. */
    TrainingData data(int fold, int frozen) {
        return behind(data(fold), frozen);
    }

    /** Rows of the study, or of a fold, for networks behind so many frozen layers. */
    TrainingData behind(TrainingData rows, int frozen) {
        return kind instanceof TrunkKind trunk ? trunk.rows(data, rows, frozen) : rows;
    }

    FileStore files() {
        return files;
    }

    Objective objective() {
        return objectives.first();
    }

    CostMetrics costs() {
        return costs;
    }

    int topK() {
        return topK;
    }

    Objectives objectives() {
        return objectives;
    }
}
