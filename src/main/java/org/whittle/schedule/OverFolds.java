package org.whittle.schedule;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.whittle.goal.Objectives;

/**
 * Cross-validation within a scheduler's rungs: each of its trials is trained on every fold up to the rung's epochs, and
 * judged by the mean over them. All contenders of a rung have seen the same folds, so that they are compared in pairs:
 * what makes a fold hard is hard for all of them.
 *
 * @param ofEpochs lays out the rungs' trials and epochs, and judges them
 * @param folds k, times the repetitions; at least 2
 * @param first folds that brackets train on, from 1 to all; the others are raced over by the best of the search
 */
public record OverFolds(Scheduler ofEpochs, int folds, int first) implements Scheduler {

    public OverFolds {
        if (folds < 2 || first < 1 || first > folds) {
            throw new IllegalArgumentException("Cross-validation needs two folds, and of these first ones, not %d of %d"
                    .formatted(first, folds));
        }
    }

    /** On all folds from the first epoch on. */
    public OverFolds(Scheduler ofEpochs, int folds) {
        this(ofEpochs, folds, folds);
    }

    /** The scheduler, with folds if there are several. */
    public static Scheduler of(Scheduler ofEpochs, int folds, int first) {
        return folds == 1 ? ofEpochs : new OverFolds(ofEpochs, folds, first);
    }

    @Override
    public String name() {
        return ofEpochs.name();
    }

    @Override
    public String describe() {
        return first == folds
                ? "%s Each trial is trained on %d folds and judged by its mean over them.".formatted(
                        ofEpochs.describe(), folds)
                : ("%s Each trial is trained on %d of %d folds; then the best race over the others, for at most half "
                        + "of the epochs spent until then.").formatted(ofEpochs.describe(), first, folds);
    }

    @Override
    public int maxEpochs() {
        return ofEpochs.maxEpochs();
    }

    @Override
    public int firstFolds() {
        return first;
    }

    @Override
    public int iterations() {
        return ofEpochs.iterations();
    }

    @Override
    public OptionalInt asynchronous() {
        return ofEpochs.asynchronous();
    }

    @Override
    public int outlines() {
        return ofEpochs.outlines();
    }

    @Override
    public List<BracketPlan> outline(int iteration, int firstNumber) {
        return folded(ofEpochs.outline(iteration, firstNumber));
    }

    @Override
    public List<BracketPlan> brackets(int iteration, int firstNumber) {
        return folded(ofEpochs.brackets(iteration, firstNumber));
    }

    private List<BracketPlan> folded(List<BracketPlan> brackets) {
        return brackets.stream().map(bracket -> new BracketPlan(bracket.number(),
                bracket.rungs().stream().map(rung -> new RungPlan(rung.trials(), rung.epochs(), first)).toList()))
                .toList();
    }

    @Override
    public int alike(int iteration) {
        return ofEpochs.alike(iteration);
    }

    @Override
    public List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        return ofEpochs.judge(bracket, finished, objectives);
    }

    @Override
    public Optional<Succession> succession(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        return ofEpochs.succession(bracket, finished, objectives);
    }

    @Override
    public int copies(BracketPlan bracket) {
        return ofEpochs.copies(bracket);
    }
}
