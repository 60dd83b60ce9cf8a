package org.whittle.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomStreamTest {

    private static final RandomStream ROOT = RandomStream.ofSeed(42);

    @Test
    void numbersAreTheSameInEveryRelease() {
        // Studies of earlier releases must be repeatable: these literals must never change.
        RandomStream stream = RandomStream.ofSeed(42);
        assertThat(LongStream.generate(stream::nextLong).limit(3))
                .containsExactly(6332618229526065668L, -816328817471504299L, 8971565426155258802L);
        assertThat(RandomStream.ofSeed(42)
                        .child("trial")
                        .child(7)
                        .child("dropout")
                        .seed())
                .isEqualTo(-2533965357870357206L);
    }

    @Test
    void theDerivedNumbersAreTheSameInEveryReleaseOfJava() {
        RandomStream stream = RandomStream.ofSeed(42);
        assertThat(stream.nextDouble()).isEqualTo(0.34329192209867343);
        assertThat(IntStream.generate(() -> stream.nextInt(1000)).limit(3)).containsExactly(465, 676, 974);
    }

    @Test
    void aChildDoesNotDependOnWhatWasDrawn() {
        RandomStream used = RandomStream.ofSeed(42);
        used.nextLong();
        used.permutation(10);

        assertThat(used.child("a").nextLong()).isEqualTo(ROOT.child("a").nextLong());
        assertThat(used.child(3).nextLong()).isEqualTo(ROOT.child(3).nextLong());
        assertThat(used.seed()).isEqualTo(RandomStream.ofSeed(42).seed());
    }

    @Test
    void drawingFromAChildDoesNotAdvanceItsParent() {
        RandomStream parent = RandomStream.ofSeed(1);
        parent.child("a").nextLong();

        assertThat(parent.nextLong()).isEqualTo(RandomStream.ofSeed(1).nextLong());
    }

    @Test
    void keysThatLookAlikeAreDifferentStreams() {
        List<RandomStream> streams = List.of(
                ROOT,
                RandomStream.ofSeed(43),
                ROOT.child(""),
                ROOT.child("a"),
                ROOT.child("b"),
                ROOT.child("ab"),
                ROOT.child("ba"),
                ROOT.child("a").child("b"),
                ROOT.child("b").child("a"),
                ROOT.child("0"),
                ROOT.child(0),
                ROOT.child(-1),
                ROOT.child(1),
                ROOT.child(0).child(0),
                ROOT.child(0).child(1),
                ROOT.child(1).child(0),
                ROOT.child("a").child(1),
                ROOT.child(1).child("a"),
                ROOT.child("a1"),
                ROOT.child("\0"),
                ROOT.child("\0\0"),
                RandomStream.ofSeed(0),
                RandomStream.ofSeed(-1),
                RandomStream.ofSeed(Long.MIN_VALUE));

        assertThat(streams.stream().map(RandomStream::nextLong)).doesNotHaveDuplicates();
        assertThat(streams.stream().map(RandomStream::seed)).doesNotHaveDuplicates();
    }

    @Test
    void aMillionChildrenDoNotCollide() {
        long[] seeds = IntStream.range(0, 1_000_000).mapToLong(i -> ROOT.child(i / 1000).child(i % 1000).seed())
                .sorted().toArray();

        // Among a million 64-bit numbers a collision by chance has a probability of 3e-8.
        assertThat(IntStream.range(1, seeds.length).filter(i -> seeds[i] == seeds[i - 1])).isEmpty();
    }

    @Test
    void numbersOfAStreamAreUniform() {
        RandomStream stream = ROOT.child("uniform");
        uniform(i -> stream.nextDouble());
    }

    @Test
    void firstNumbersOfNeighbouringStreamsAreUniform() {
        uniform(i -> ROOT.child(i).nextDouble());
        uniform(i -> RandomStream.ofSeed(i).nextDouble());
        uniform(i -> ROOT.child("trial " + i).nextDouble());
        uniform(i -> RandomStream.ofSeed(i).child("a").seed() * 0x1.0p-64 + 0.5);
    }

    @Test
    void neighbouringStreamsAreNotCorrelated() {
        uncorrelated(i -> ROOT.child(i).nextDouble(), i -> ROOT.child(i + 1).nextDouble());
        uncorrelated(i -> ROOT.child(i).nextDouble(), i -> RandomStream.ofSeed(43).child(i).nextDouble());
        uncorrelated(i -> ROOT.child("a").child(i).nextDouble(), i -> ROOT.child("b").child(i).nextDouble());
        uncorrelated(i -> ROOT.child(i).nextDouble(), i -> ROOT.child(i).seed() * 0x1.0p-64);
        RandomStream stream = ROOT.child("lag");
        double[] numbers = stream.doubles(N + 1).toArray();
        uncorrelated(i -> numbers[(int) i], i -> numbers[(int) i + 1]);
    }

    @Test
    void aPermutationHasEveryNumberOnceAndEveryOrderEquallyOften() {
        assertThat(ROOT.child("p").permutation(100)).containsExactlyInAnyOrder(IntStream.range(0, 100).toArray());
        assertThat(ROOT.permutation(0)).isEmpty();
        assertThat(ROOT.permutation(1)).containsExactly(0);
        int[] counts = new int[27];
        for (int i = 0; i < 12_000; i++) {
            int[] order = ROOT.child(i).permutation(3);
            counts[9 * order[0] + 3 * order[1] + order[2]]++;
        }
        // Six orders, 2,000 of each, standard error 41.
        assertThat(IntStream.of(counts).filter(c -> c > 0)).hasSize(6).allMatch(c -> Math.abs(c - 2000) < 4 * 41);
    }

    @Test
    void travelsWithItsPosition() throws Exception {
        RandomStream stream = RandomStream.ofSeed(5).child("x");
        stream.nextLong();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(stream);

        RandomStream arrived = (RandomStream) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))
                .readObject();

        assertThat(arrived.nextLong()).isEqualTo(stream.nextLong());
        assertThat(arrived.child("y").nextLong()).isEqualTo(stream.child("y").nextLong());
    }

    private static final int N = 100_000;

    /** Chi-squared over 100 intervals: mean 99, standard deviation 14; five of these on either side. */
    private static void uniform(LongFunction<Double> numbers) {
        int[] counts = new int[100];
        for (int i = 0; i < N; i++) {
            counts[(int) (100 * numbers.apply(i))]++;
        }
        double expected = N / 100.0;
        double chiSquared = IntStream.of(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
        assertThat(chiSquared).isBetween(99 - 5 * 14.0, 99 + 5 * 14.0);
    }

    /** A sample correlation of independent numbers has a standard error of 1 / √N. */
    private static void uncorrelated(LongFunction<Double> x, LongFunction<Double> y) {
        double sumX = 0;
        double sumY = 0;
        double sumXY = 0;
        for (int i = 0; i < N; i++) {
            double a = x.apply(i);
            double b = y.apply(i);
            sumX += a;
            sumY += b;
            sumXY += a * b;
        }
        double covariance = sumXY / N - sumX / N * sumY / N;
        assertThat(12 * covariance).isCloseTo(0, within(4.5 / Math.sqrt(N)));
    }
}
