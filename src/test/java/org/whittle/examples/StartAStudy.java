package org.whittle.examples;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.whittle.run.Specification;
import org.whittle.run.Tuning;
import org.whittle.run.TuningResult;

/** A study of a table that Spark has already. */
final class StartAStudy {

    static final Specification FLOWERS = Specification.named("flowers")
            .label("species")
            .objective("accuracy")
            .logarithmic("learning-rate", 1e-3, 1e-1)
            .integer("units", 8, 64)
            .choice("optimizer", "sgd", "adam")
            .real("momentum", 0, 0.9).when("momentum", "optimizer = sgd")
            .set("training.batch-size", 16)
            .set("data.scaling", "none")
            .set("search.max-epochs", 9)
            .build();

    private StartAStudy() {
    }

    static TuningResult run(Dataset<Row> flowers, String directory) throws InterruptedException {
        return Tuning.of(FLOWERS)
                .data(flowers)
                .directory(directory)
                .listeners(new EpochPrinter(System.out))
                .run();
    }
}
