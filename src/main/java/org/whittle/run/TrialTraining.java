package org.whittle.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.whittle.data.PreparedData;
import org.whittle.net.Freezing;
import org.whittle.net.InputShape;
import org.whittle.net.kind.NetworkKind;
import org.whittle.net.kind.PretrainedKind;
import org.whittle.net.kind.TorchScriptKind;
import org.whittle.score.model.DamagedModelException;
import org.whittle.study.CohortPlanner;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.LockBox;
import org.whittle.study.StudySpec;
import org.whittle.train.brought.BroughtKind;
import org.whittle.train.brought.StudyModule;
import org.whittle.train.brought.StudyTrunk;
import org.whittle.train.brought.TrunkData;
import org.whittle.train.brought.TrunkKind;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.own.OwnTrainer;
import org.whittle.train.plan.BatchedCohorts;
import org.whittle.train.plan.CohortCost;
import org.whittle.train.plan.Rates;
import org.whittle.work.DeviceProfile;
import org.whittle.work.FileStore;
import org.whittle.work.OwnTraining;
import org.whittle.work.Rows;
import org.whittle.work.Trainer;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialTask;

/**
 * What trains a study's trials, how they are grouped for it, and the test rows that it measures. {@link #of} is the
 * only place that chooses.
 */
record TrialTraining(Trainer trainer, CohortPlanner cohorts, LockBox lockBox) implements AutoCloseable {

    /**
     * As the specification wants it; the data are absent only if a trainer has its own.
     *
     * @param device that cohorts are planned for
     */
    static TrialTraining of(StudySpec spec, Optional<PreparedData> data, FileStore files, SparkContext spark,
                            DeviceProfile device) {
        return spec.trainer().map(own -> own(own, spec, data, files, spark))
                .orElseGet(() -> networks(spec, data.orElseThrow(), files, spark, device));
    }

    private static TrialTraining networks(StudySpec spec, PreparedData data, FileStore files, SparkContext spark,
                                          DeviceProfile device) {
        NetworkKind kind = spec.network() instanceof TorchScriptKind module
                ? BroughtKind.of(module, module(module.path(), files, spark))
                : spec.network() instanceof PretrainedKind pretrained
                        ? new TrunkKind(pretrained, trunk(pretrained.path(), data.training().input(), files, spark))
                        : BroughtKind.of(spec.network());
        TrainingData rows = data.training();
        if (kind instanceof TrunkKind trunk) {
            computeFeatures(trunk, spec, rows, spark);
        }
        DjlTrainer trainer = new DjlTrainer(kind, spec.training(), rows, files, spec.objectives(),
                spec.scheduler().maxEpochs(), spec.topK(), spec.seed());
        CohortCost cost = new CohortCost(kind, spec.training(),
                rows.input(), rows.task().outputs(),
                trainingRows(spec, data), Rates.of(device, spec.cohorts().processor()));
        CohortPlanner cohorts = kind instanceof BroughtKind ? new EachAlone()
                : new BatchedCohorts(cost, spec.cohorts().on(device))::plan;
        return new TrialTraining(trainer, cohorts, data.lockBox());
    }

    /** That a trial is trained on. */
    private static int trainingRows(StudySpec spec, PreparedData data) {
        int all = data.summary().training().rows();
        int k = spec.data().folds().k();
        return k == 1 ? all : all - all / k;
    }

    private static StudyTrunk trunk(String path, InputShape rows, FileStore files, SparkContext spark) {
        try {
            return StudyTrunk.of(files, ModelPlace.of(path, spark.hadoopConfiguration())).requireFit(rows);
        } catch (FileNotFoundException e) {
            throw new InvalidInputException(
                    "%s: there is no model of Whittle's (%s); write a study directory, or its model"
                            .formatted(path, e.getMessage()));
        } catch (DamagedModelException | IllegalArgumentException e) {
            throw new InvalidInputException("%s cannot be gone on with: %s".formatted(path, e.getMessage()));
        } catch (IOException e) {
            throw InfrastructureException.of("The study's copy of %s could not be made".formatted(path), e);
        }
    }

    /** What frozen layers give for the rows: a stage, with a task for each split and number of layers. */
    private static void computeFeatures(TrunkKind trunk, StudySpec spec, TrainingData rows, SparkContext spark) {
        SortedSet<Integer> frozen = new TreeSet<>();
        for (String freeze : Freezing.values(spec.space(), spec.training())) {
            try {
                frozen.add(trunk.layers(freeze));
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException("freeze = %s: %s".formatted(freeze, e.getMessage()));
            }
        }
        frozen.remove(0);
        List<Features> all = new ArrayList<>();
        for (int layers : frozen) {
            add((TrunkData) trunk.rows(rows, rows, layers), all);
            for (TrainingData fold : rows.folds()) {
                if (!fold.equals(rows)) {
                    trunk.study().requireFit(fold.input());
                    add((TrunkData) trunk.rows(rows, fold, layers), all);
                }
            }
        }
        if (!all.isEmpty()) {
            JavaSparkContext.fromSparkContext(spark).parallelize(all, all.size()).foreach(Features::compute);
        }
    }

    private static void add(TrunkData data, List<Features> all) {
        TrunkData.SPLITS.forEach(split -> all.add(new Features(data, split)));
    }

    /** Of a split. */
    private record Features(TrunkData data, String split) implements Serializable {

        void compute() throws IOException {
            data.compute(split);
        }
    }

    private static StudyModule module(String path, FileStore files, SparkContext spark) {
        try {
            return StudyModule.of(files, () -> ModuleFile.read(path, spark.hadoopConfiguration()));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("%s %s".formatted(path, e.getMessage()));
        } catch (IOException e) {
            throw InfrastructureException.of("The study's copy of %s could not be made".formatted(path), e);
        }
    }

    private static TrialTraining own(OwnTraining own, StudySpec spec, Optional<PreparedData> data, FileStore files,
                                     SparkContext spark) {
        if (own.call() instanceof OwnTraining.Call.OfCommand command && !spark.isLocal()) {
            ship(command.words(), spark);
        }
        String rows = data.isPresent() ? files.locate("data") : "";
        return new TrialTraining(
                new OwnTrainer(own, files, spec.scheduler().maxEpochs(), rows,
                        data.isPresent() && spec.data().folds().k() > 1), new EachAlone(), new OwnTestRows());
    }

    /**
     * What a command names of the driver's working directory goes to every node, as if it had been given to
     * {@code --files}.
     */
    private static void ship(List<String> words, SparkContext spark) {
        for (String word : words) {
            Path file = Path.of(word);
            if (!word.startsWith("-") && !file.isAbsolute() && Files.isRegularFile(file)) {
                spark.addFile(file.toAbsolutePath().toString());
            }
        }
    }

    /** A cohort for each task: what others compute cannot share a graph. */
    private record EachAlone() implements CohortPlanner {
        @Override
        public List<List<TrialTask>> plan(List<TrialTask> tasks, int epochs) {
            return tasks.stream().map(List::of).toList();
        }
    }

    /** The test rows are the trainer's own business. */
    private record OwnTestRows() implements LockBox {
        @Override
        public Rows open() {
            return new Rows(0, 0, new float[0], new double[0]);
        }
    }

    /** Frees what the trainer holds in this JVM. */
    @Override
    public void close() {
        trainer.release();
    }
}
