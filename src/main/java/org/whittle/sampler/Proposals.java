package org.whittle.sampler;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.whittle.space.Configuration;
import org.whittle.space.FiniteSpace;
import org.whittle.space.SearchSpace;
import org.whittle.work.History;

/**
 * The answer of a sampler that has a fixed sequence of points: the first of them that were not proposed before.
 *
 * <p>The sequence is walked from its beginning at every question. So the position needs no state, and asking for 5
 * and then 3 gives what asking for 8 gives.
 */
public final class Proposals {

    /** Points in a row that are no news after which a sequence of draws counts as exhausted, if the space is finite. */
    private static final int PATIENCE_FINITE = 10_000;
    /** The same where points can only be missed because constraints forbid them. */
    private static final int PATIENCE = 100_000;

    private final SearchSpace space;
    private final Set<Configuration> proposed;
    private final int count;
    private final Set<Configuration> met = new LinkedHashSet<>();
    private final List<Configuration> chosen = new ArrayList<>();

    private Proposals(SearchSpace space, History told, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("%s configurations were asked for".formatted(count));
        }
        this.space = space;
        this.proposed = new LinkedHashSet<>(told.proposed());
        this.count = count;
    }

    /**
     * The first new points of an endless sequence of draws. A finite space in which it finds nothing new for long is
     * gone through systematically, so that its last configurations are found too.
     */
    public static List<Configuration> fromDraws(
            Iterator<Configuration> draws, SearchSpace space, History told, int count) {
        Proposals proposals = new Proposals(space, told, count);
        Optional<FiniteSpace> all = FiniteSpace.of(space);
        proposals.take(draws, all.isPresent() ? PATIENCE_FINITE : PATIENCE);
        all.ifPresent(finite -> proposals.take(inStrides(finite), PATIENCE));
        return proposals.chosen;
    }

    /** The first new points of a finite space, {@linkplain #inStrides in strides}. */
    static List<Configuration> fromAll(FiniteSpace all, SearchSpace space, History told, int count) {
        Proposals proposals = new Proposals(space, told, count);
        proposals.take(inStrides(all), PATIENCE);
        return proposals.chosen;
    }

    /**
     * Why nothing new was found: because there is nothing, or because constraints hide it.
     *
     * @param all of the points that there are; empty if they are endless
     * @param what they are, for people
     */
    static String whyNone(Optional<FiniteSpace> all, String what, SearchSpace space, History told) {
        Proposals proposals = new Proposals(space, told, 1);
        Iterator<Configuration> points = all.map(Proposals::inStrides).orElseGet(Collections::emptyIterator);
        proposals.take(points, PATIENCE);
        return all.isPresent() && !points.hasNext() ? "every %s was tried".formatted(what)
                : "no further %s that satisfies the constraints was found among %,d in a row".formatted(what, PATIENCE);
    }

    private void take(Iterator<Configuration> points, int patience) {
        for (int idle = 0; chosen.size() < count && idle < patience && points.hasNext(); idle++) {
            Configuration point = points.next();
            if (space.satisfiesConstraints(point) && met.add(point)) {
                idle = -1;
                if (proposed.add(point)) {
                    chosen.add(point);
                }
            }
        }
    }

    /**
     * All configurations, each once, from the middle on in strides of the golden section of their number:
     * ⌊N / 2⌋ + k ⌊N / φ⌋ mod N, with the stride made coprime to N. Every beginning of this order is spread evenly over
     * the whole (a Weyl sequence), while the natural order would keep the first parameters at their first values for
     * long.
     */
    private static Iterator<Configuration> inStrides(FiniteSpace all) {
        BigInteger size = all.size();
        BigInteger stride = goldenStride(size);
        return new Iterator<>() {
            private BigInteger passed = BigInteger.ZERO;
            private BigInteger next = size.shiftRight(1);

            @Override
            public boolean hasNext() {
                return passed.compareTo(size) < 0;
            }

            @Override
            public Configuration next() {
                Configuration point = all.get(next);
                passed = passed.add(BigInteger.ONE);
                next = next.add(stride).mod(size);
                return point;
            }
        };
    }

    private static BigInteger goldenStride(BigInteger size) {
        // ⌊N / φ⌋ = ⌊(√(5 N²) − N) / 2⌋, in integers.
        BigInteger root = size.multiply(size).multiply(BigInteger.valueOf(5)).sqrt();
        BigInteger stride = root.subtract(size).shiftRight(1).max(BigInteger.ONE);
        while (!stride.gcd(size).equals(BigInteger.ONE)) {
            stride = stride.add(BigInteger.ONE);
        }
        return stride;
    }
}
