package org.whittle.data;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.whittle.data.column.Findings;
import org.whittle.data.row.RowBlock;
import org.whittle.data.source.Source;
import org.whittle.net.InputShape;
import org.whittle.study.DataSpec;
import org.whittle.study.ImageSpec;
import org.whittle.study.InputProblem;
import org.whittle.study.InvalidInputException;

/**
 * All that {@link DataPreparer} would find wrong with a study's table, and more: where the preparation stops because it
 * cannot go on, this has told everything that can be known. Writes nothing.
 *
 * @param problems with which the table cannot be used
 * @param notes of what its owner should know
 * @param images of which its rows are, edges included; empty if they are none, or nobody could see
 */
public record TableCheck(List<InputProblem> problems, List<InputProblem> notes, Optional<InputShape.Image> images) {

    public TableCheck {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /**
     * @param measured keys of the metrics that validation rows must define
     * @param seed of the study
     * @throws org.whittle.study.InfrastructureException if the cluster or the file system fails
     */
    public static TableCheck of(SparkSession spark, DataSpec spec, Set<String> measured, long seed) {
        Findings findings = new Findings();
        Optional<InputShape.Image> images = Optional.empty();
        try {
            CheckedTable table = CheckedTable.check(Source.open(spark, spec, findings), spec, findings);
            ImageSpec shape = table.spec().image();
            images = shape.isPresent() ? Optional.of(new InputShape.Image(shape.height(), shape.width(),
                    shape.channels() + spec.inputs().edges().size())) : Optional.empty();
            JavaRDD<RowBlock> rows = table.canonical(seed).persist(StorageLevel.MEMORY_AND_DISK());
            try {
                FoldedRows.check(table, rows, seed, measured, findings);
            } finally {
                rows.unpersist(true);
            }
        } catch (InvalidInputException found) {
            findings.problems(found);
        }
        return new TableCheck(findings.problems(), findings.notes(), images);
    }
}
