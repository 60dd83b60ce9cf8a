package org.whittle.data.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.whittle.data.column.ColumnTypes;
import org.whittle.data.column.Findings;
import org.whittle.data.column.SplitPart;
import org.whittle.data.image.IdxImages;
import org.whittle.data.image.PictureColumn;
import org.whittle.study.DataFormat;
import org.whittle.study.DataSpec;
import org.whittle.study.ImageSpec;
import scala.Tuple2;

/**
 * A table of a study's rows.
 *
 * @param setting that named it
 * @param part the split that all its rows belong to; empty if they are still to be divided
 * @param forms as {@link CsvTable} has them
 * @param image as {@link TableReader.Opened} has it
 */
public record Source(String setting, String format, String path, Map<String, String> options, Dataset<Row> table,
              Optional<SplitPart> part, CsvForms forms, ImageSpec image) {

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
        List<Source> sources = new ArrayList<>();
        if (spec.split() instanceof DataSpec.Split.ByPath paths) {
            sources.add(open(spark, spec, "data.path", spec.path(), SplitPart.TRAINING, findings));
            sources.add(open(
                    spark, spec, "data.split.path.validation", paths.validation(), SplitPart.VALIDATION, findings));
            sources.add(open(spark, spec, "data.split.path.test", paths.test(), SplitPart.TEST, findings));
        } else {
            sources.add(open(spark, spec, "data.path", spec.path(), null, findings));
        }
        CsvForms forms = sources.stream().map(Source::forms).reduce(CsvForms::and).orElseThrow();
        return sources.stream().map(source -> source.withCodes(spark, spec, forms)).toList();
    }

    /** Rows that a program hands over; they are still to be divided. */
    public static Source given(Dataset<Row> table, DataSpec spec) {
        if (spec.pictures().inColumn()) {
            Findings findings = new Findings();
            Tuple2<Dataset<Row>, ImageSpec> images = PictureColumn.open(table, spec.path(), spec.pictures(), findings);
            findings.throwIfAny();
            return new Source("data.path", spec.format(), spec.path(), spec.options(), used(images._1, spec),
                    Optional.empty(),
                    CsvForms.NONE, images._2);
        }
        return new Source("data.path", spec.format(), spec.path(), spec.options(), table, Optional.empty(),
                CsvForms.NONE, ImageSpec.NONE);
    }

    /** Images with what is known of them: how rows are divided hangs on neither the paths nor the times of files. */
    private static Dataset<Row> used(Dataset<Row> images, DataSpec spec) {
        List<String> wanted = Stream.concat(Stream.of(spec.label(), IdxImages.IMAGE), spec.splitColumn().stream())
                .toList();
        return images.select(Stream.of(images.columns()).filter(wanted::contains).map(ColumnTypes::column)
                .toArray(Column[]::new));
    }

    private static Source open(
            SparkSession spark, DataSpec spec, String setting, String path, SplitPart part, Findings findings) {
        TableReader.Opened opened = TableReader.open(spark, spec.format(), path, spec.options(), spec.pictures(),
                findings);
        findings.known(Stream.of(spec.cells().columns().keySet(), spec.features(), spec.ignore(), spec.categorical(),
                List.of(spec.label()))
                .flatMap(Collection::stream).toList());
        // What is wrong with a row of pictures is in no line of a CSV file any more.
        String format = opened.image().isPresent() && spec.pictures().inColumn() ? DataFormat.IMAGES : spec.format();
        Dataset<Row> table = opened.image().isPresent() && spec.pictures().inColumn() ? used(opened.table(), spec)
                : opened.table();
        return new Source(setting, format, path, opened.options(), table, Optional.ofNullable(part),
                opened.forms(), opened.image());
    }

    /** The same table, whose codes are texts: 007 is not 7. */
    private Source withCodes(SparkSession spark, DataSpec spec, CsvForms all) {
        if (image.isPresent()) {
            return this;
        }
        TableReader.Opened opened = new TableReader.Opened(table, options, forms);
        return new Source(
                setting,
                format,
                path,
                options,
                opened.asText(spark, path, name -> all.isCode(spec, name)),
                part,
                forms,
                image);
    }
}
