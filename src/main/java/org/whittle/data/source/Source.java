package org.whittle.data.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SplitPart;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;

/**
 * A table of a study's rows.
 *
 * @param setting that named it
 * @param part the split that all its rows belong to; empty if they are still to be divided
 * @param leadingZeros as {@link CsvTable} has them
 */
public record Source(String setting, String format, String path, Map<String, String> options, Dataset<Row> table,
              Optional<SplitPart> part, Map<String, CsvTable.LeadingZeros> leadingZeros) {

    /** The training rows' table, or that of all rows, is the first. */
    public static List<Source> open(SparkSession spark, DataSpec spec) {
        Findings findings = new Findings();
        List<Source> sources = open(spark, spec, findings);
        findings.throwIfAny();
        return sources;
    }

    /**
     * As above.
     *
     * @param findings told of what is wrong with tables that can be opened
     */
    public static List<Source> open(SparkSession spark, DataSpec spec, Findings findings) {
        if (!(spec.split() instanceof DataSpec.Split.ByPath paths)) {
            return List.of(open(spark, spec, "data.path", spec.path(), Optional.empty(), findings));
        }
        List<Source> sources = new ArrayList<>();
        sources.add(open(spark, spec, "data.path", spec.path(), Optional.of(SplitPart.TRAINING), findings));
        sources.add(open(
                spark,
                spec,
                "data.split.path.validation",
                paths.validation(),
                Optional.of(SplitPart.VALIDATION),
                findings));
        sources.add(open(spark, spec, "data.split.path.test", paths.test(), Optional.of(SplitPart.TEST), findings));
        return sources;
    }

    /** Rows that a program hands over; they are still to be divided. */
    public static Source given(Dataset<Row> table, DataSpec spec) {
        return new Source("data.path", spec.format(), spec.path(), spec.options(), table, Optional.empty(),
                Map.of());
    }

    private static Source open(SparkSession spark, DataSpec spec, String setting, String path, Optional<SplitPart> part,
                               Findings findings) {
        TableReader.Opened opened = TableReader.open(spark, spec.format(), path, spec.options(), findings);
        findings.known(Stream.of(spec.cells().columns().keySet(), spec.features(), spec.ignore(), spec.categorical(),
                List.of(spec.label()))
                .flatMap(Collection::stream).toList());
        // Of codes that are declared to be categories, each is one: 007 is not 7.
        Dataset<Row> table = opened.leadingZeros().isEmpty() ? opened.table() : opened.asText(spark, path,
                name -> opened.leadingZeros().containsKey(name) && isCategory(spec, name));
        return new Source(setting, spec.format(), path, opened.options(), table, part, opened.leadingZeros());
    }

    private static boolean isCategory(DataSpec spec, String name) {
        return spec.categorical().contains(name) || spec.cells().column(name).type() == ColumnSpec.Type.CATEGORY;
    }
}
