package org.whittle.bench.cohorts;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.StudyFile;
import org.whittle.data.DataPreparer;
import org.whittle.data.PreparedData;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.spark.SparkFinalExecutor;
import org.whittle.spark.SparkRungExecutor;
import org.whittle.spark.SparkSettings;
import org.whittle.study.Study;
import org.whittle.study.StudyListener;
import org.whittle.study.StudySpec;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.train.plan.BatchedCohorts;
import org.whittle.train.plan.CohortCost;
import org.whittle.work.DeviceProfile;
import org.whittle.work.FileStore;
import org.whittle.work.Trainer;

/**
 * A study through the whole machinery (Spark stages, checkpoints, evaluation, ledger) whose trials {@link DjlOneByOne}
 * trains. For {@code spark-submit}.
 */
public final class OneByOneStudy {

    private OneByOneStudy() {
    }

    /** @param args a study file, the study directory, and settings, {@code key=value} */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        StudySpec spec = StudyFile.read(args[0], List.of(args).subList(2, args.length));
        SparkConf conf = new SparkConf();
        SparkSettings.applyTo(conf);
        SparkSettings.applyToThisJvm();
        FileStore files = new HadoopFileStore(args[1], Map.of());
        try (SparkSession spark = SparkSession.builder().config(conf).appName("one by one").getOrCreate();
             StudyDirectory directory = StudyDirectory.create(files, spec, new TreeMap<>())) {
            PreparedData data = new DataPreparer(spark, files).prepare(spec.data(), spec.seed(), step -> {}, () -> {});
            Trainer finals = new DjlTrainer(spec.training(), data.training(), files, spec.objectives(),
                    spec.scheduler().maxEpochs(), spec.topK(), spec.seed());
            Trainer trainer = new DjlOneByOne(spec.training(), data.training(), files, spec.topK(), finals);
            CohortCost cost = new CohortCost(spec.training(), data.training().width(),
                    data.training().task().outputs(), data.summary().training().rows());
            Study.Ports ports = new Study.Ports(
                    directory.ledger(),
                    files,
                    new BatchedCohorts(cost, spec.cohorts().on(DeviceProfile.CORE))::plan,
                    DeviceProfile.CORE,
                    new SparkRungExecutor(spark.sparkContext(), trainer, directory.outcomes(System.out::println)),
                    new SparkFinalExecutor(spark.sparkContext(), trainer),
                    data.lockBox(),
                    new StudyListener() {},
                    Clock.systemUTC());
            new Study(spec, ports).run(data.fingerprint(), new TreeMap<>());
        }
    }
}
