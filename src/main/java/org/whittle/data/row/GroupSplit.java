package org.whittle.data.row;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.whittle.data.column.SplitPart;
import org.whittle.random.RandomStream;
import org.whittle.study.DataSpec;

/**
 * Divides rows whose groups must stay together: rows of one patient, say, of whom a network that has seen some of them
 * knows the others.
 *
 * <p>A row's place in the canonical order begins with its group's hash, so that a group's rows lie side by side. Groups
 * go, the largest first, each to the part that is then farthest from being full, class by class: the part for which
 * the sum of squared shares of classes, over its own share, grows least. So parts have about their shares of rows and
 * of classes, as far as groups allow. Rows without a value are one group.
 *
 * @param stratified whether classes are looked at
 * @param seed of the study
 */
public record GroupSplit(boolean stratified, long seed) implements Serializable {

    /** Bits of a key that tell rows of one group apart. */
    private static final int WITHIN = 24;

    /** A group's rows, by class. */
    @DefaultSerializer(JavaSerializer.class)
    private record Group(long hash, TreeMap<String, Long> rows) implements Serializable {

        long size() {
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** What orders a row: its group first. */
    static long key(long group, long row) {
        return group >> WITHIN << WITHIN | row & (1L << WITHIN) - 1;
    }

    private static long group(RowBlock block, int row) {
        return block.keys()[row] >> WITHIN;
    }

    /**
     * Training, validation and test rows.
     *
     * @param canonical rows in groups, in no part yet
     */
    public JavaRDD<RowBlock> of(JavaRDD<RowBlock> canonical, DataSpec.Split.ByHash shares) {
        return in(canonical, assigned(groups(canonical, stratified),
                new double[] {shares.training(), shares.validation(), shares.test()}));
    }

    /**
     * One RDD for each fold. Test rows stay what they are.
     *
     * @param divided rows in groups, each in its part
     */
    public List<JavaRDD<RowBlock>> folds(JavaRDD<RowBlock> divided, DataSpec.Folds folds) {
        List<Group> groups = groups(divided.map(GroupSplit::withoutTest), stratified);
        List<JavaRDD<RowBlock>> all = new ArrayList<>();
        for (int repeat = 0; repeat < folds.repeats(); repeat++) {
            List<Group> shuffled = new ArrayList<>(groups);
            RandomStream random = RandomStream.ofSeed(seed).child("folds").child("groups").child(repeat);
            for (int i = shuffled.size() - 1; i > 0; i--) {
                Collections.swap(shuffled, i, random.nextInt(i + 1));
            }
            double[] shares = new double[folds.k()];
            Arrays.fill(shares, 1.0 / folds.k());
            HashMap<Long, Byte> partOf = assigned(shuffled, shares);
            for (int part = 0; part < folds.k(); part++) {
                HashMap<Long, Byte> parts = new HashMap<>();
                byte own = (byte) part;
                partOf.forEach((group, of) -> parts.put(group, code(of == own ? SplitPart.VALIDATION
                        : SplitPart.TRAINING)));
                all.add(in(divided, parts));
            }
        }
        return all;
    }

    /** How many groups there are among rows that are not test rows. */
    public static int count(JavaRDD<RowBlock> divided) {
        return groups(divided.map(GroupSplit::withoutTest), false).size();
    }

    private static RowBlock withoutTest(RowBlock block) {
        byte[] parts = block.parts().clone();
        for (int row = 0; row < parts.length; row++) {
            parts[row] = parts[row] == code(SplitPart.TEST) ? code(SplitPart.TEST) : -1;
        }
        return block.withParts(parts);
    }

    /** Groups of the rows that are in no part, in canonical order. No group lies in two partitions. */
    private static List<Group> groups(JavaRDD<RowBlock> rows, boolean stratified) {
        return rows.flatMap(block -> {
            List<Group> groups = new ArrayList<>();
            for (int row = 0; row < block.rows(); row++) {
                if (block.parts()[row] >= 0) {
                    continue;
                }
                long hash = group(block, row);
                if (groups.isEmpty() || groups.get(groups.size() - 1).hash != hash) {
                    groups.add(new Group(hash, new TreeMap<>()));
                }
                groups.get(groups.size() - 1).rows.merge(stratified ? block.label(row) : CanonicalRows.ALL, 1L,
                        Long::sum);
            }
            return groups.iterator();
        }).collect();
    }

    /** @return number of its part, by group */
    private static HashMap<Long, Byte> assigned(List<Group> groups, double[] shares) {
        SortedMap<String, Long> all = new TreeMap<>();
        groups.forEach(group -> group.rows.forEach((label, rows) -> all.merge(label, rows, Long::sum)));
        List<Map<String, Long>> taken = new ArrayList<>();
        for (int part = 0; part < shares.length; part++) {
            taken.add(new HashMap<>());
        }
        HashMap<Long, Byte> parts = new HashMap<>();
        // Sorting keeps the order of groups of one size.
        for (Group group : groups.stream().sorted(Comparator.comparing(Group::size).reversed()).toList()) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int part = 0; part < shares.length; part++) {
                double growth = 0;
                for (Map.Entry<String, Long> own : group.rows.entrySet()) {
                    double share = 1.0 / all.get(own.getKey());
                    double before = taken.get(part).getOrDefault(own.getKey(), 0L) * share;
                    double after = before + own.getValue() * share;
                    growth += (after * after - before * before) / shares[part];
                }
                if (growth < least) {
                    least = growth;
                    best = part;
                }
            }
            Map<String, Long> chosen = taken.get(best);
            group.rows.forEach((label, rows) -> chosen.merge(label, rows, Long::sum));
            parts.put(group.hash, (byte) best);
        }
        return parts;
    }

    /** Rows of no group that is known stay where they are. */
    private static JavaRDD<RowBlock> in(JavaRDD<RowBlock> rows, HashMap<Long, Byte> parts) {
        return rows.map(block -> {
            byte[] codes = block.parts().clone();
            for (int row = 0; row < codes.length; row++) {
                codes[row] = parts.getOrDefault(group(block, row), codes[row]);
            }
            return block.withParts(codes);
        });
    }

    private static byte code(SplitPart part) {
        return (byte) part.ordinal();
    }
}
