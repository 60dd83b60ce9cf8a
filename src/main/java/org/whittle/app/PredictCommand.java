package org.whittle.app;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.whittle.config.StudyFile;
import org.whittle.config.hocon.ResolvedSettings;
import org.whittle.data.FeaturePipeline;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.FileStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scores a table with a study's winner. */
@Command(name = "predict", mixinStandardHelpOptions = true,
        description = {"Scores a table with the winner of a finished study, on Spark.",
            "Writes all columns of the input and: prediction (a class's label, or a number), and for classification",
            "confidence (probability of the prediction) and probabilities (in the order of the study's classes; in CSV",
            "a column a class)."})
final class PredictCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(names = "--input", required = true, paramLabel = "PATH", description = "any Hadoop path, or a table name")
    private String input;

    @Option(names = "--output", required = true, paramLabel = "PATH", description = "where to write; must not exist")
    private String output;

    @Option(names = "--format", paramLabel = "F",
            description = "csv, parquet, orc, json, libsvm or table; default: by the input's ending, else the study's")
    private String format;

    @Option(names = "--output-format", paramLabel = "F",
            description = "csv, parquet, orc or json; default: by the output's ending, else parquet")
    private String outputFormat;

    @Option(names = "--prefix", paramLabel = "TEXT",
            description = "begins the names of the columns that are added, where the input has such columns already")
    private String prefix = "";

    @Option(names = "--option", paramLabel = "KEY=VALUE", description = "passed to Spark's reader; repeatable")
    private Map<String, String> options = new TreeMap<>();

    @Option(names = "--master", paramLabel = "M", description = "Spark master; default: local[*]")
    private String master;

    @Override
    public Integer call() throws Exception {
        return DriverLog.during("whittle predict " + study, this::predict);
    }

    private int predict() {
        FileStore files = SparkStart.files(SparkStart.configuration(new TreeMap<>(), master), study);
        StudySpec spec;
        try (StudyDirectory directory = StudyDirectory.read(files)) {
            spec = StudyFile.rebuild(directory.study().settings(), directory.study().format());
            if (new StudyState(directory.ledger().read()).refitted().isEmpty()) {
                throw new InvalidInputException(("%s has no model yet: its search has not ended; go on with "
                        + "whittle tune STUDY_FILE --study %s --resume").formatted(files.locate(""), study));
            }
        }
        DirectorySettings kept = DirectorySettings.of(spec.spark(), spec.data().format(), spec.data().options());
        String from = format != null ? format : byEnding(input, kept.format());
        if (from.isEmpty()) {
            throw new InvalidInputException("The study's own table is of the format %s; write --format %s if the input is, too"
                    .formatted(spec.data().format(), spec.data().format()));
        }
        String to = outputFormat != null ? outputFormat : byEnding(output, "parquet");
        if (!kept.left().isEmpty()) {
            System.out.println(("not taken from the study directory, because others may have written it: %s; where they are "
                    + "needed, give them with --option, or with -- --conf").formatted(String.join(", ", kept.left())));
        }
        SparkConf conf = SparkStart.configuration(kept.spark(), spec.resolved(), master);
        try (SparkStart.Session session = SparkStart.session(conf, "whittle predict " + spec.name())) {
            SparkSession spark = session.spark();
            Map<String, String> readerOptions = new TreeMap<>(options);
            if (from.equals(kept.format())) {
                kept.options().forEach(readerOptions::putIfAbsent);
                ResolvedSettings.notKept(spec.resolved(), "data.options").stream()
                        .filter(name -> !options.containsKey(name)).forEach(name -> System.out.println(
                                "data.options.%s is secret, so the study has not kept it; where it is needed, give it with "
                                        .formatted(name) + "--option %s=...".formatted(name)));
            }
            FeaturePipeline pipeline = FeaturePipeline.load(files);
            Predictions predictions = new Predictions(files, pipeline, prefix);
            predictions.write(predictions.of(pipeline.read(spark, from, input, readerOptions)), to, output);
            System.out.println("predictions: " + output);
        }
        return ExitCode.DONE;
    }

    private static String byEnding(String path, String otherwise) {
        String lower = path.toLowerCase(Locale.ROOT);
        for (String known : new String[] {"csv", "parquet", "orc", "json", "libsvm"}) {
            if (lower.endsWith("." + known) || lower.endsWith("." + known + ".gz")) {
                return known;
            }
        }
        return otherwise;
    }
}
