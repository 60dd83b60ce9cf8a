package org.whittle.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.whittle.run.ScoringJob;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scores a table with a study's winner. */
@Command(name = "predict", mixinStandardHelpOptions = true,
        description = {"Scores a table with the winner of a finished study, on Spark or (--local) in a plain JVM.",
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

    @Option(
            names = "--block",
            paramLabel = "CLASS|FILE",
            description = {
                "what may make the network, which a study directory does not bring by itself:",
                "of kind block the class, whose jar is shipped by -- --jars my.jar; of kind torchscript the file net.pt"
            })
    private List<String> blocks = new ArrayList<>();

    @Option(names = "--option", paramLabel = "KEY=VALUE", description = "passed to Spark's reader; repeatable")
    private Map<String, String> options = new TreeMap<>();

    @ArgGroup(exclusive = true)
    private Where where = new Where();

    /** Where rows are scored. */
    private static final class Where {

        @Option(names = "--master", paramLabel = "M", description = "Spark master; default: local[*]")
        private String master;

        @Option(names = "--local",
                description = {"without Spark, on a core of this machine: files of CSV or Parquet, into files of them;",
                    "quick for some ten thousand rows"})
        private boolean local;
    }

    @Override
    public Integer call() throws Exception {
        if (where.local) {
            run(ScoringJob.LOCALLY);
            return ExitCode.DONE;
        }
        return DriverLog.during("whittle predict " + study, () -> {
            run(where.master);
            return ExitCode.DONE;
        });
    }

    private void run(String master) {
        new ScoringJob(study, input, output, format, outputFormat, prefix, blocks, options, master)
                .run(System.out::println);
    }
}
