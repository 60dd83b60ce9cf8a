package org.whittle.schedule;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A bracket as laid out: a ladder of rungs with growing budgets and shrinking populations.
 *
 * @param number from 1, unique in the study; 0 is the baseline's own bracket, −1, −2, … those of finalists
 * @param rungs at least one; each has more epochs than the one before or more folds, never less of either, and never
 *     more trials. Once there are more folds alone, epochs grow no more
 */
public record BracketPlan(int number, List<RungPlan> rungs) implements Serializable {

    public BracketPlan {
        rungs = List.copyOf(rungs);
        if (rungs.isEmpty()) {
            throw new IllegalArgumentException("A bracket needs a rung.");
        }
        boolean foldsAlone = false;
        for (int i = 1; i < rungs.size(); i++) {
            RungPlan before = rungs.get(i - 1);
            RungPlan rung = rungs.get(i);
            boolean longer = rung.epochs() > before.epochs();
            if (rung.trials() > before.trials() || rung.epochs() < before.epochs() || rung.folds() < before.folds()
                    || rung.spent() == before.spent() || longer && foldsAlone) {
                throw new IllegalArgumentException("Rungs must grow in epochs and not in trials: " + rungs);
            }
            foldsAlone |= !longer;
        }
    }

    /** Whether a bracket of this number trains the best trials of others on. */
    public static boolean isOfFinalists(int number) {
        return number < 0;
    }

    /** Trials that enter the bracket. */
    public int trials() {
        return rungs.get(0).trials();
    }

    /**
     * Epochs trained on all folds if no trial ends before its time; a promoted trial resumes, so it pays only the
     * difference.
     */
    public long epochs() {
        long total = 0;
        long before = 0;
        for (RungPlan rung : rungs) {
            total += rung.trials() * (rung.spent() - before);
            before = rung.spent();
        }
        return total;
    }

    /**
     * This bracket with a smaller population, every rung in proportion, none empty.
     *
     * @param population trials that are to enter, from 1 to {@link #trials}
     */
    public BracketPlan shrunkTo(int population) {
        if (population < 1 || population > trials()) {
            throw new IllegalArgumentException("Cannot shrink %d trials to %d".formatted(trials(), population));
        }
        return new BracketPlan(number, rungs.stream().map(rung -> new RungPlan(
                (int) Math.max(1, (long) rung.trials() * population / trials()), rung.epochs(), rung.folds()))
                .toList());
    }

    /**
     * This bracket, shrunk just so far that its epochs fit a budget.
     *
     * @return empty if not even one trial fits
     */
    public Optional<BracketPlan> within(long epochs) {
        if (epochs() <= epochs) {
            return Optional.of(this);
        }
        int fits = 0;
        int tooMany = trials();
        while (tooMany - fits > 1) {
            int middle = fits + (tooMany - fits) / 2;
            if (shrunkTo(middle).epochs() <= epochs) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits == 0 ? Optional.empty() : Optional.of(shrunkTo(fits));
    }
}
