package org.whittle.examples;

import static org.apache.spark.sql.functions.avg;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.run.TuningResult;

/** What a study found, as tables: also while it goes on, and in another process. */
final class ReadTables {

    private ReadTables() {
    }

    /** How accuracy grows with the epochs under each optimizer. */
    static Dataset<Row> curves(SparkSession spark, String directory) {
        TuningResult result = TuningResult.of(spark, directory);
        return result.epochs()
                .join(result.trials().select("trial", "params_optimizer"), "trial")
                .groupBy("params_optimizer", "epoch").agg(avg("accuracy"))
                .orderBy("params_optimizer", "epoch");
    }
}
