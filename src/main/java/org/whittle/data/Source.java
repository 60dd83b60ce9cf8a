package org.whittle.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.study.DataSpec;

/**
 * A table of a study's rows.
 *
 * @param setting that named it
 * @param part the split that all its rows belong to; empty if they are still to be divided
 */
record Source(String setting, String format, String path, Map<String, String> options, Dataset<Row> table,
              Optional<SplitPart> part) {

    /** The training rows' table, or that of all rows, is the first. */
    static List<Source> open(SparkSession spark, DataSpec spec) {
        if (!(spec.split() instanceof DataSpec.Split.ByPath paths)) {
            return List.of(open(spark, spec, "data.path", spec.path(), Optional.empty()));
        }
        List<Source> sources = new ArrayList<>();
        sources.add(open(spark, spec, "data.path", spec.path(), Optional.of(SplitPart.TRAINING)));
        sources.add(open(spark, spec, "data.split.path.validation", paths.validation(), Optional.of(SplitPart.VALIDATION)));
        sources.add(open(spark, spec, "data.split.path.test", paths.test(), Optional.of(SplitPart.TEST)));
        return sources;
    }

    private static Source open(SparkSession spark, DataSpec spec, String setting, String path, Optional<SplitPart> part) {
        return new Source(setting, spec.format(), path, TableReader.options(spec.format(), spec.options()),
                TableReader.read(spark, spec.format(), path, spec.options()), part);
    }
}
