package org.whittle.study;

import java.util.ArrayList;
import java.util.List;
import org.whittle.net.Training;
import org.whittle.net.normalization.BatchNorm;
import org.whittle.net.normalization.Normalizations;
import org.whittle.random.RandomStream;
import org.whittle.space.Dimension;
import org.whittle.space.Expression;
import org.whittle.space.Feasibility;
import org.whittle.space.SearchSpace;

/** What is right about a study, but may not be what was meant: for {@code validate} and {@code plan}. */
public final class PlanNotes {

    /** What holds in one of a thousand configurations is missed with a probability of e^-20. */
    private static final int DRAWS = 20_000;

    private PlanNotes() {
    }

    /** A sentence each; usually none. */
    public static List<String> of(StudySpec spec) {
        List<String> notes = new ArrayList<>();
        spec.space().dimensions().stream().map(Dimension::parameter).forEach(p -> p.note().ifPresent(notes::add));
        if (!spec.space().constraints().isEmpty() && isRare(spec.space())) {
            notes.add(
                    ("constraints: none of %,d random configurations satisfies them; samplers may find few, or none "
                            + "but the ")
                                    .formatted(DRAWS)
                            + "baseline: narrow the space instead");
        }
        if (spec.trainer().isEmpty() && normalizesOneRow(spec.space(), BatchNorm.SETTING.key(), Boolean.TRUE)) {
            notes.add("batch-size can be 1 where batch-normalization is true: such trials fail; write constraints = "
                    + "[\"batch-normalization = false or batch-size > 1\"] to try none");
        }
        if (spec.trainer().isEmpty() && normalizesOneRow(spec.space(), Normalizations.SETTING.key(), "batch")) {
            notes.add("batch-size can be 1 where normalization is batch: such trials fail; write constraints = "
                    + "[\"normalization != batch or batch-size > 1\"] to try none");
        }
        return notes;
    }

    private static boolean normalizesOneRow(SearchSpace space, String normalization, Object batch) {
        String size = Training.BATCH_SIZE.key();
        if (space.dimension(normalization).isEmpty() || space.dimension(size).isEmpty()) {
            return false;
        }
        Expression both = new Expression.And(
                new Expression.Comparison(
                        new Expression.Reference(normalization), "=", new Expression.Literal(batch)),
                new Expression.Comparison(new Expression.Reference(size), "<", new Expression.Literal(2)));
        return Feasibility.together(space, both) == Feasibility.Answer.POSSIBLE;
    }

    private static boolean isRare(SearchSpace space) {
        RandomStream random = RandomStream.ofSeed(0).child("space-check");
        for (int draw = 0; draw < DRAWS; draw++) {
            if (space.satisfiesConstraints(space.decode(random.doubles(space.dimensions().size()).toArray()))) {
                return false;
            }
        }
        return true;
    }
}
