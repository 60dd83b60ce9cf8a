package org.whittle.data.row;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.whittle.data.column.SplitPart;
import org.whittle.study.DataSpec;

/**
 * Divides rows by their time, so that networks are measured on what came after all that they were trained on. Rows of
 * one time stay together, in the later part. Those within the gap before a boundary are left out: what they tell of the
 * rows behind it would not be known yet.
 *
 * <p>Folds are forward chaining (rolling origin, Tashman 2000): the rows before the test rows are divided into k + 1
 * blocks of about one size; fold i trains on the first i + 1 of them and is measured on the next.
 *
 * @param gap in steps of the axis
 * @param axis of the rows
 */
public record TimeSplit(TimeAxis axis, long gap) implements Serializable {

    public static TimeSplit of(TimeAxis axis, DataSpec.Split.ByTime split) {
        return new TimeSplit(axis, axis.steps(split.gap()));
    }

    /**
     * Training, validation and test rows; with folds, validation rows are training rows.
     *
     * @param canonical rows in the order of their times; kept, or cheaply made again: they are counted first
     * @return empty if the rows' times are too few for the parts
     */
    public Optional<JavaRDD<RowBlock>> of(JavaRDD<RowBlock> canonical, DataSpec.Split.ByTime shares, int k) {
        double before = shares.training() + shares.validation();
        List<Double> ends = k > 1 ? List.of(before) : List.of(shares.training(), before);
        return boundaries(canonical, ends).map(starts -> within(canonical, Long.MAX_VALUE, starts, k > 1
                ? List.of(SplitPart.TRAINING, SplitPart.TEST) : SplitPart.ALL));
    }

    /**
     * One RDD for each fold. Test rows stay what they are.
     *
     * @param divided into training and test rows
     * @return empty if the rows' times are too few for the folds
     */
    public Optional<List<JavaRDD<RowBlock>>> folds(JavaRDD<RowBlock> divided, int k) {
        JavaRDD<RowBlock> earlier = divided.map(block -> block.where(kept(block, false)));
        List<Double> ends = new ArrayList<>();
        for (int block = 1; block <= k; block++) {
            ends.add(block / (k + 1.0));
        }
        JavaRDD<RowBlock> test = divided.map(block -> block.where(kept(block, true)));
        return boundaries(earlier, ends).map(starts -> {
            List<JavaRDD<RowBlock>> folds = new ArrayList<>();
            for (int fold = 0; fold < k; fold++) {
                JavaRDD<RowBlock> rows = within(earlier, fold + 1 < k ? starts.get(fold + 1) : Long.MAX_VALUE,
                        List.of(starts.get(fold)), List.of(SplitPart.TRAINING, SplitPart.VALIDATION));
                folds.add(rows.zip(test).map(both -> both._1().and(both._2())));
            }
            return folds;
        });
    }

    private static boolean[] kept(RowBlock block, boolean test) {
        boolean[] kept = new boolean[block.rows()];
        for (int row = 0; row < kept.length; row++) {
            kept[row] = block.part(row) == SplitPart.TEST == test;
        }
        return kept;
    }

    /**
     * The steps with which parts begin, the first aside: that of the row up to which a share of the rows lies. Empty if
     * a part would have no rows. Each start is a row's, so what lies between it and the next one's gap is not empty.
     */
    private Optional<List<Long>> boundaries(JavaRDD<RowBlock> rows, List<Double> ends) {
        List<Integer> counts = rows.map(RowBlock::rows).collect();
        long all = counts.stream().mapToLong(Integer::longValue).sum();
        List<Long> ranks = ends.stream().map(end -> Math.min(all - 1, Math.round(end * all))).toList();
        List<Long> before = new ArrayList<>();
        long seen = 0;
        for (int count : counts) {
            before.add(seen);
            seen += count;
        }
        List<Long> starts = new ArrayList<>(rows.mapPartitionsWithIndex((index, blocks) -> {
            RowBlock block = blocks.next();
            return ranks.stream().map(rank -> rank - before.get(index)).filter(at -> at >= 0 && at < block.rows())
                    .map(at -> TimeAxis.step(block.keys()[Math.toIntExact(at)])).toList().iterator();
        }, true).collect());
        long last = 0;
        for (long start : starts) {
            if (start - gap <= last) {
                return Optional.empty();
            }
            last = start;
        }
        return starts.size() == ends.size() ? Optional.of(starts) : Optional.empty();
    }

    /** Rows before an end, in parts that begin with these steps, without those in gaps. */
    private JavaRDD<RowBlock> within(JavaRDD<RowBlock> rows, long end, List<Long> starts, List<SplitPart> parts) {
        long leftOut = gap;
        return rows.map(block -> {
            boolean[] kept = new boolean[block.rows()];
            byte[] codes = new byte[block.rows()];
            for (int row = 0; row < kept.length; row++) {
                long step = TimeAxis.step(block.keys()[row]);
                int part = 0;
                while (part < starts.size() && step >= starts.get(part)) {
                    part++;
                }
                kept[row] = step < end && (part == starts.size() || step < starts.get(part) - leftOut);
                codes[row] = (byte) parts.get(part).ordinal();
            }
            return block.withParts(codes).where(kept);
        });
    }
}
