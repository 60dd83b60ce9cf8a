package org.whittle.examples;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.whittle.ml.NetworkTuner;

/** A study as the last stage of a pipeline of Spark ML. */
final class TuneInAPipeline {

    private TuneInAPipeline() {
    }

    /** @param directory of the study */
    static PipelineModel fit(Dataset<Row> rows, String directory) {
        StringIndexer indexer = new StringIndexer().setInputCol("species").setOutputCol("label");
        VectorAssembler assembler = new VectorAssembler().setInputCols(new String[] {"petal", "sepal"})
                .setOutputCol("features");
        NetworkTuner tuner = new NetworkTuner()
                .setStudy("space { units { low = 16, high = 256, log = true } }, search.max-epochs = 9")
                .setLabelCol("label").setDirectory(directory);
        return new Pipeline().setStages(new PipelineStage[] {indexer, assembler, tuner}).fit(rows);
    }
}
