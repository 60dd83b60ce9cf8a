package org.whittle.run;

import ai.djl.Device;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.whittle.data.FeatureBlock;
import org.whittle.data.FeaturePipeline;
import org.whittle.data.LaterTable;
import org.whittle.data.TableFeatures;
import org.whittle.net.LearningTask;
import org.whittle.score.Scorer;
import org.whittle.score.block.BlockProvider;
import org.whittle.score.block.BlockSource;
import org.whittle.score.block.UnknownBlockException;
import org.whittle.score.model.DamagedModelException;
import org.whittle.score.model.ModelDirectory;
import org.whittle.score.model.Network;
import org.whittle.score.step.Digest;
import org.whittle.score.step.Preprocessing;
import org.whittle.spark.TaskPlace;
import org.whittle.study.DataFormat;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Study;
import org.whittle.train.brought.AllowedNetworks;
import org.whittle.train.model.StoredModel;
import org.whittle.work.FileStore;
import org.whittle.work.Providers;
import org.whittle.work.Undeclared;

/** Scores tables on Spark, in batches within each partition. */
final class Predictions {

    static final String PREDICTION = "prediction";
    static final String CONFIDENCE = "confidence";
    static final String PROBABILITIES = "probabilities";

    /** CSV by RFC 4180, as pandas, R and Excel read it: quotes are doubled, and blanks belong to their value. */
    static final Map<String, String> WRITTEN = Map.of("header", "true", "escape", "\"",
            "ignoreLeadingWhiteSpace", "false", "ignoreTrailingWhiteSpace", "false");

    private static final String PREFIX_PROPOSAL = "whittle_";

    private final FileStore files;
    private final FeaturePipeline pipeline;
    private final LearningTask task;
    private final String prefix;
    private final BlockSource blocks;

    /**
     * @param prefix of the names of the columns that are added
     * @param blocks what may make the network: names of classes, or a module's file
     * @param hadoop of the file systems that modules are read from
     * @throws InvalidInputException if the study's model is missing or damaged
     */
    Predictions(FileStore files, FeaturePipeline pipeline, String prefix, List<String> blocks,
                Configuration hadoop) {
        List<String> types = blocks.stream().filter(name -> !isModule(name)).map(Predictions::type).toList();
        List<String> sums = blocks.stream().filter(Predictions::isModule).map(name -> sum(name, hadoop)).toList();
        requireModel(files, Stream.concat(types.stream(), sums.stream()).toList());
        this.blocks = new AllowedNetworks(files, types, sums.stream().findFirst());
        this.files = files;
        this.pipeline = pipeline;
        this.task = pipeline.task();
        this.prefix = prefix;
    }

    /** The name of a class that a command names, or that its jar lists by a name of its own. */
    private static String type(String name) {
        try {
            return Providers.find(BlockProvider.class, name, BlockProvider::name)
                    .orElseThrow(
                            () -> new IllegalArgumentException("is not there, or is no %s; ship its jar: -- --jars "
                                            .formatted(BlockProvider.class.getName())
                                    + "my.jar"))
                    .getClass()
                    .getName();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--block %s %s".formatted(name, e.getMessage()));
        }
    }

    private static boolean isModule(String name) {
        return name.endsWith(".pt");
    }

    private static String sum(String path, Configuration hadoop) {
        try {
            return Digest.of(ModuleFile.read(path, hadoop));
        } catch (IOException e) {
            throw InfrastructureException.of("%s could not be read".formatted(path), e);
        }
    }

    private static void requireModel(FileStore files, List<String> blocks) {
        try {
            Network.check(StoredModel.files(files, Study.MODEL));
            ModelDirectory.description(StoredModel.files(files, Study.MODEL)).architecture().brought()
                    .filter(network -> !blocks.contains(network.name()))
                    .ifPresent(network -> {
                        throw new InvalidInputException("%s: %s".formatted(files.locate(Study.MODEL),
                                new UnknownBlockException(network, blocks).getMessage()));
                    });
        } catch (DamagedModelException e) {
            throw new InvalidInputException("%s Put the file of a copy back; without one, begin the study anew."
                    .formatted(e.getMessage()));
        } catch (FileNotFoundException e) {
            throw new InvalidInputException(
                    "%s lacks a file: %s. Put the file of a copy back; without one, begin the study anew."
                            .formatted(files.locate(Study.MODEL), e.getMessage()));
        } catch (IOException e) {
            throw InfrastructureException.of("%s could not be read".formatted(files.locate(Study.MODEL)), e);
        }
    }

    /**
     * The table with the columns prediction and, for classification, confidence and probabilities.
     *
     * @throws InvalidInputException if the table does not fit the study, or has a column of such a name, whatever the
     *     case of its letters: most that reads tables tells no cases apart
     */
    Dataset<Row> of(LaterTable table) {
        return of(table, false);
    }

    /**
     * The same, but with a column for each class's probability in place of {@code probabilities}, as formats have it
     * that know no arrays.
     */
    Dataset<Row> flat(LaterTable table) {
        return of(table, true);
    }

    private Dataset<Row> of(LaterTable table, boolean flat) {
        List<StructField> added = added(List.of(table.written().columns()), flat);
        TableFeatures features = pipeline.of(table);
        return features.with(table.written().sparkSession(), added,
                new ScoredPartition(files, pipeline.preprocessing(), blocks, new ScoredCells(flat)));
    }

    /**
     * The columns that are added.
     *
     * @param there names of the input's columns
     * @param flat whether each class's probability is a column
     * @throws InvalidInputException if the input has one of such a name
     */
    List<StructField> added(List<String> there, boolean flat) {
        List<StructField> added = new ArrayList<>();
        if (task instanceof LearningTask.Classification classification) {
            added.add(column(PREDICTION, DataTypes.StringType));
            added.add(column(CONFIDENCE, DataTypes.FloatType));
            StructField probabilities = column(PROBABILITIES, DataTypes.createArrayType(DataTypes.FloatType, false));
            if (flat) {
                requireFree(there, List.of(probabilities.name()));
                classification.classes().forEach(name -> added.add(column("probability_" + name, DataTypes.FloatType)));
            } else {
                added.add(probabilities);
            }
        } else {
            added.add(column(PREDICTION, DataTypes.DoubleType));
        }
        requireFree(there, added.stream().map(StructField::name).toList());
        return added;
    }

    /** The network and its preprocessing, on a core of this machine; the caller closes it. */
    Scorer scorer() throws IOException {
        return scorer(files, pipeline.preprocessing(),
                Network.load(StoredModel.files(files, Study.MODEL), blocks, Device.cpu()));
    }

    private StructField column(String name, DataType type) {
        return DataTypes.createStructField(prefix + name, type, true);
    }

    private void requireFree(List<String> there, List<String> added) {
        for (String name : there) {
            if (added.stream().anyMatch(name::equalsIgnoreCase)) {
                throw new InvalidInputException(
                        ("The input has a column '%s' already; write --prefix %s, say, and the columns "
                                        + "that are added are %s")
                                .formatted(
                                        name,
                                        PREFIX_PROPOSAL,
                                        String.join(
                                                ", ",
                                                added.stream()
                                                        .map(own -> PREFIX_PROPOSAL + own.substring(prefix.length()))
                                                        .toList())));
            }
        }
    }

    /** @throws InvalidInputException if there is something at the path, or the format is not one of those offered */
    void write(Dataset<Row> predictions, String format, String path) {
        requireWritable(predictions.schema(), format, path,
                predictions.sparkSession().sparkContext().hadoopConfiguration());
        try {
            predictions.write().mode(SaveMode.ErrorIfExists).options(WRITTEN).format(format).save(path);
        } catch (Exception e) {
            removeEmpty(predictions, path);
            throw Undeclared.asIs(e);
        }
    }

    /** @throws InvalidInputException as {@link #write} */
    static void requireWritable(StructType schema, String format, String path, Configuration hadoop) {
        if (!DataFormat.keysWritten().contains(format)) {
            throw new InvalidInputException("--output-format %s is not known; write one of %s".formatted(format,
                    String.join(" | ", DataFormat.keysWritten())));
        }
        if (exists(path, hadoop)) {
            throw new InvalidInputException(
                    "%s exists already; remove it, or write --output elsewhere".formatted(path));
        }
        for (StructField column : format.equals("csv") ? schema.fields() : new StructField[0]) {
            if (!(column.dataType() instanceof AtomicType)) {
                throw new InvalidInputException("CSV cannot hold the column '%s' (%s); write --output-format parquet"
                        .formatted(column.name(), column.dataType().simpleString()));
            }
        }
    }

    /** Spark leaves the directory of what it could not write, which would be in the way of another try. */
    private static void removeEmpty(Dataset<Row> table, String path) {
        try {
            org.apache.hadoop.fs.Path directory = new org.apache.hadoop.fs.Path(path);
            FileSystem files = files(table, directory);
            if (files.exists(directory) && files.listStatus(directory).length == 0) {
                files.delete(directory, false);
            }
        } catch (IOException inTheWay) {
            // Why nothing could be written is said, which matters more.
        }
    }

    private static boolean exists(String path, Configuration hadoop) {
        try {
            org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path);
            return file.getFileSystem(hadoop).exists(file);
        } catch (IOException e) {
            throw new InvalidInputException("%s cannot be written: %s".formatted(path, e.getMessage()));
        }
    }

    private static FileSystem files(Dataset<Row> table, org.apache.hadoop.fs.Path path) throws IOException {
        return path.getFileSystem(table.sparkSession().sparkContext().hadoopConfiguration());
    }

    private static Scorer scorer(FileStore files, Preprocessing preprocessing, Network network) {
        try {
            return Scorer.of(preprocessing, network);
        } catch (DamagedModelException e) {
            throw new InvalidInputException("%s: %s".formatted(files.locate(Study.MODEL), e.getMessage()));
        }
    }

    /**
     * Scores the rows of a partition, as {@link Scorer} does those of a program.
     *
     * @param cells what is added to a row
     */
    private record ScoredPartition(FileStore files, Preprocessing preprocessing, BlockSource blocks, ScoredCells cells)
            implements TableFeatures.Cells {

        @Override
        public Function<FeatureBlock, Object[][]> begin() throws IOException {
            TaskContext context = TaskContext.get();
            Scorer scorer = scorer(files, preprocessing, StoredModel.load(files, Study.MODEL, blocks,
                    TaskPlace.of(context, "predict")));
            context.addTaskCompletionListener((TaskCompletionListener) done -> scorer.close());
            return block -> cells.of(scorer.outputs(block.rows(), block::values));
        }
    }
}
