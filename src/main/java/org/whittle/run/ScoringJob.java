package org.whittle.run;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.StudyFile;
import org.whittle.config.hocon.ResolvedSettings;
import org.whittle.data.FeaturePipeline;
import org.whittle.data.LaterTable;
import org.whittle.ledger.StudyDirectory;
import org.whittle.score.engine.TorchEngine;
import org.whittle.spark.SparkSettings;
import org.whittle.study.DataFormat;
import org.whittle.study.DataSpec;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.work.FileStore;
import org.whittle.work.Undeclared;

/**
 * Scores a table that lies somewhere, into another place.
 *
 * @param study directory
 * @param input any Hadoop path, or a table's name
 * @param output must not exist
 * @param format of the input; {@code null}: by its ending, or as the study's own table
 * @param outputFormat {@code null}: by the output's ending, or parquet
 * @param prefix of the names of the columns that are added
 * @param blocks names of classes that may make the network, or the file of a module that may be it
 * @param options of Spark's reader
 * @param master of a Spark that is to be started; {@code null}: as {@code spark-submit} says; {@value #LOCALLY}: none
 *     is
 */
public record ScoringJob(String study, String input, String output, String format, String outputFormat, String prefix,
                         List<String> blocks, Map<String, String> options, String master) {

    /** In place of a master: this thread reads and scores files of CSV or Parquet, without a session of Spark. */
    public static final String LOCALLY = "none";

    public ScoringJob {
        blocks = List.copyOf(blocks);
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /**
     * Reads, scores and writes.
     *
     * @param told what a person should know, a line each
     * @throws InvalidInputException if the study has no model, or input or output cannot be used
     */
    public void run(Consumer<String> told) {
        if (!LOCALLY.equals(master)) {
            score(told);
            return;
        }
        // It takes as long as reading study and table does; another core has time for it.
        Thread engine = TorchEngine.load();
        try {
            score(told);
        } finally {
            await(engine);
        }
    }

    /** A process that ends while a library is being loaded may crash. */
    private static void await(Thread engine) {
        try {
            engine.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void score(Consumer<String> told) {
        FileStore files = SparkStart.files(SparkStart.configuration(new TreeMap<>(), spark()), study);
        StudySpec spec;
        try (StudyDirectory directory = StudyDirectory.read(files)) {
            spec = StudyFile.rebuild(directory.study().settings(), directory.study().format());
            Scoring.requireModel(directory, spec, study);
        }
        DirectorySettings kept = DirectorySettings.of(spec.spark(), spec.data().format(), spec.data().options());
        String from = format != null ? format : byEnding(input, kept.format());
        if (from.isEmpty() && spec.data().format().equals(DataSpec.GIVEN)) {
            throw new InvalidInputException(
                    "%s does not show its format; write --format %s".formatted(input,
                            String.join(" | ", DataFormat.keys())));
        }
        if (from.isEmpty()) {
            throw new InvalidInputException(
                    "The study's own table is of the format %s; write --format %s if the input is, too"
                            .formatted(spec.data().format(), spec.data().format()));
        }
        String to = outputFormat != null ? outputFormat : byEnding(output, "parquet");
        if (!kept.left().isEmpty()) {
            told.accept(("not taken from the study directory, because others may have written it: %s; where they are "
                    + "needed, give them with --option, or with -- --conf").formatted(String.join(", ", kept.left())));
        }
        Map<String, String> readerOptions = new TreeMap<>(options);
        if (from.equals(kept.format())) {
            kept.options().forEach(readerOptions::putIfAbsent);
            ResolvedSettings.notKept(spec.resolved(), "data.options").stream()
                    .filter(name -> !options.containsKey(name))
                    .forEach(name -> told.accept(
                            ("data.options.%s is secret, so the study has not kept it; where it is needed, give it "
                                    + "with --option %s=...").formatted(name, name)));
        }
        SparkConf conf = SparkStart.configuration(kept.spark(), spec.resolved(), spark());
        if (LOCALLY.equals(master)) {
            SparkSettings.applyToThisJvm();
            FeaturePipeline pipeline = FeaturePipeline.load(files);
            Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
            new LocalScoring(pipeline, new Predictions(files, pipeline, prefix, blocks, hadoop), hadoop)
                    .run(conf, from, input, readerOptions, to, output);
            told.accept("predictions: " + output);
            return;
        }
        try (SparkStart.Session session = SparkStart.session(conf, "whittle predict " + spec.name())) {
            SparkSession spark = session.spark();
            FeaturePipeline pipeline = FeaturePipeline.load(files);
            Predictions predictions = new Predictions(files, pipeline, prefix, blocks,
                    spark.sparkContext().hadoopConfiguration());
            boolean csv = to.equals("csv");
            LaterTable table = pipeline.read(spark, from, input, readerOptions, csv,
                    spec.data().pictures().column());
            try {
                predictions.write(csv ? predictions.flat(table) : predictions.of(table), to, output);
            } catch (Exception e) {
                throw Undeclared.asIs(pipeline.unreadable(table, input, e).orElse(e));
            }
            told.accept("predictions: " + output);
        }
    }

    private String spark() {
        return LOCALLY.equals(master) ? null : master;
    }

    private static String byEnding(String path, String otherwise) {
        return DataFormat.ofPath(path).map(DataFormat::key).filter(DataFormat.ending(path)::equals).orElse(otherwise);
    }
}
