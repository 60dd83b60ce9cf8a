package org.whittle.data.row;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;

/**
 * Divides rows by the rank of their hash.
 *
 * @param quotas by class, or one by {@link CanonicalRows#ALL} for all rows
 */
public record HashSplit(Map<String, SplitQuota> quotas) {

    /**
     * @param canonical rows in order: the first of a class, or of all, are training rows, the next validation rows
     */
    public JavaRDD<RowBlock> of(JavaRDD<RowBlock> canonical) {
        boolean stratified = !quotas.containsKey(CanonicalRows.ALL);
        List<HashMap<String, Long>> counts = canonical.map(block -> counts(block, stratified)).collect();
        List<Map<String, Long>> before = new ArrayList<>();
        Map<String, Long> seen = new HashMap<>();
        for (Map<String, Long> partition : counts) {
            before.add(new HashMap<>(seen));
            partition.forEach((stratum, rows) -> seen.merge(stratum, rows, Long::sum));
        }
        Map<String, SplitQuota> fixed = new HashMap<>(quotas);
        return canonical.mapPartitionsWithIndex((index, blocks) -> {
            RowBlock block = blocks.next();
            return List.of(block.withParts(parts(block, before.get(index), fixed))).iterator();
        }, true);
    }

    private static HashMap<String, Long> counts(RowBlock block, boolean stratified) {
        HashMap<String, Long> counts = new HashMap<>();
        for (int row = 0; row < block.rows() && stratified; row++) {
            counts.merge(block.label(row), 1L, Long::sum);
        }
        if (!stratified) {
            counts.put(CanonicalRows.ALL, (long) block.rows());
        }
        return counts;
    }

    /** Rows of a stratum that have come before, and its quota. */
    private static final class Stratum {
        private final SplitQuota quota;
        private long rank;

        Stratum(SplitQuota quota, long rank) {
            this.quota = quota;
            this.rank = rank;
        }

        byte next() {
            return (byte) quota.at(++rank).ordinal();
        }
    }

    private static byte[] parts(RowBlock block, Map<String, Long> before, Map<String, SplitQuota> quotas) {
        Map<String, Stratum> strata = new HashMap<>();
        quotas.forEach((name, quota) -> strata.put(name, new Stratum(quota, before.getOrDefault(name, 0L))));
        Stratum all = strata.get(CanonicalRows.ALL);
        byte[] parts = new byte[block.rows()];
        for (int row = 0; row < parts.length; row++) {
            parts[row] = (all == null ? strata.get(block.label(row)) : all).next();
        }
        return parts;
    }
}
