package org.whittle.random;

import java.io.Serializable;
import java.util.random.RandomGenerator;

/**
 * A keyed stream of random numbers: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
 * generators"), started at a hash of its key.
 *
 * <p>{@link #child} depends on the key alone, not on the numbers drawn so far, so that a stream can be handed out again
 * after a crash. A stream is not thread-safe; its children are independent of it and of each other.
 */
public final class RandomStream implements RandomGenerator, Serializable {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long key;
    private long state;

    private RandomStream(long key) {
        this.key = key;
        this.state = key;
    }

    /** The root of all streams of a study. */
    public static RandomStream ofSeed(long seed) {
        return new RandomStream(mix(seed + GOLDEN_GAMMA));
    }

    /** The stream for a purpose, for instance {@code child("dropout")}. */
    public RandomStream child(String purpose) {
        long hash = mix(key ^ 0x5851F42D4C957F2DL);
        for (int i = 0; i < purpose.length(); i++) {
            hash = mix(hash + GOLDEN_GAMMA * (purpose.charAt(i) + 1L));
        }
        return new RandomStream(mix(hash + purpose.length()));
    }

    /** The stream for an index, for instance {@code child(trial).child(epoch)}. */
    public RandomStream child(long index) {
        return new RandomStream(mix(mix(key ^ 0x14057B7EF767814FL) + GOLDEN_GAMMA * (index + 1)));
    }

    /** A seed for something that keeps its own generator; the same for the same key. */
    public long seed() {
        return mix(key ^ 0x2545F4914F6CDD1DL);
    }

    @Override
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    // Those that results hang on are written out, so that they cannot change with the release of Java.

    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in 0 to {@code bound − 1}, without bias: numbers of an incomplete last round are drawn again. */
    @Override
    public int nextInt(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("The bound (" + bound + ") must be at least 1.");
        }
        while (true) {
            int drawn = (int) (nextLong() >>> 33);
            int number = drawn % bound;
            if (drawn - number <= Integer.MAX_VALUE - (bound - 1)) {
                return number;
            }
        }
    }

    /** Standard normal, by Box and Muller's method with the strict functions. */
    @Override
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
    }

    /** A random order of 0 to n − 1 (Fisher and Yates). */
    public int[] permutation(int n) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        for (int i = n - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
