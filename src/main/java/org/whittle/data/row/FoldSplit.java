package org.whittle.data.row;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.whittle.data.column.SplitPart;
import org.whittle.random.RandomStream;
import org.whittle.study.DataSpec;

/**
 * Divides rows that are not test rows into folds.
 *
 * <p>In canonical order, of each class k rows after the other go to the k parts, one to each, in an order that is drawn
 * for them: so every part has its share of each class, to a row, and each repetition divides in another way. Fold f has
 * part f mod k of repetition f / k as its validation rows, and all others as training rows.
 *
 * @param stratified whether classes are divided each for itself
 * @param seed of the study
 */
public record FoldSplit(DataSpec.Folds folds, boolean stratified, long seed) implements Serializable {

    /** All rows that are not test rows as training rows: what a refit is trained on. */
    public static JavaRDD<RowBlock> whole(JavaRDD<RowBlock> divided) {
        return divided.map(block -> {
            byte[] parts = new byte[block.rows()];
            for (int row = 0; row < parts.length; row++) {
                parts[row] = code(block.part(row) == SplitPart.TEST ? SplitPart.TEST : SplitPart.TRAINING);
            }
            return block.withParts(parts);
        });
    }

    private static byte code(SplitPart part) {
        return (byte) part.ordinal();
    }

    /**
     * One RDD for each fold. Test rows stay what they are.
     *
     * @param divided rows in canonical order, each in its part; kept, or cheaply made again: they are counted first
     */
    public List<JavaRDD<RowBlock>> of(JavaRDD<RowBlock> divided) {
        boolean byClass = stratified;
        List<HashMap<String, Long>> counts = divided.map(block -> counts(block, byClass)).collect();
        List<Map<String, Long>> before = new ArrayList<>();
        Map<String, Long> seen = new HashMap<>();
        for (Map<String, Long> partition : counts) {
            before.add(new HashMap<>(seen));
            partition.forEach((stratum, rows) -> seen.merge(stratum, rows, Long::sum));
        }
        List<JavaRDD<RowBlock>> all = new ArrayList<>();
        for (int fold = 0; fold < folds.count(); fold++) {
            int number = fold;
            all.add(divided.mapPartitionsWithIndex((index, blocks) -> {
                RowBlock block = blocks.next();
                return List.of(block.withParts(parts(block, before.get(index), number))).iterator();
            }, true));
        }
        return all;
    }

    private static HashMap<String, Long> counts(RowBlock block, boolean stratified) {
        HashMap<String, Long> counts = new HashMap<>();
        for (int row = 0; row < block.rows(); row++) {
            if (block.part(row) != SplitPart.TEST) {
                counts.merge(stratum(block, row, stratified), 1L, Long::sum);
            }
        }
        return counts;
    }

    private static String stratum(RowBlock block, int row, boolean stratified) {
        return stratified ? block.label(row) : CanonicalRows.ALL;
    }

    private byte[] parts(RowBlock block, Map<String, Long> before, int fold) {
        Map<String, Long> ranks = new HashMap<>(before);
        byte[] parts = new byte[block.rows()];
        for (int row = 0; row < parts.length; row++) {
            if (block.part(row) == SplitPart.TEST) {
                parts[row] = code(SplitPart.TEST);
            } else {
                String stratum = stratum(block, row, stratified);
                long rank = ranks.merge(stratum, 1L, Long::sum) - 1;
                boolean validation = part(stratum, rank, fold / folds.k()) == fold % folds.k();
                parts[row] = code(validation ? SplitPart.VALIDATION : SplitPart.TRAINING);
            }
        }
        return parts;
    }

    /** @param rank among the rows of its stratum that are not test rows, from 0 */
    private int part(String stratum, long rank, int repeat) {
        RandomStream random = RandomStream.ofSeed(seed).child("folds").child(repeat).child(stratum)
                .child(rank / folds.k());
        int[] order = new int[folds.k()];
        for (int i = 0; i < order.length; i++) {
            int at = random.nextInt(i + 1);
            order[i] = order[at];
            order[at] = i;
        }
        return order[(int) (rank % folds.k())];
    }
}
