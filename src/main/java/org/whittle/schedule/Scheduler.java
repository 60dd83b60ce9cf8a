package org.whittle.schedule;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.whittle.goal.Objectives;

/**
 * Decides budgets and promotions.
 */
public interface Scheduler extends Serializable {

    /** Name in study files, for instance {@code hyperband}. */
    String name();

    /** What the scheduler would do, with its numbers: a sentence or two for people. */
    String describe();

    /** R of the papers: the epochs of a trial that was never stopped. */
    int maxEpochs();

    /** k of cross-validation: the folds of a trial that was never stopped; 1 without it. */
    default int folds() {
        return 1;
    }

    /** The folds that brackets train on; if there are more, the search's best trials race over them in its end. */
    default int firstFolds() {
        return folds();
    }

    /** Whether the folds that brackets leave are raced over. */
    default boolean racesOverFolds() {
        return firstFolds() < folds();
    }

    /** The scheduler that lays out the rungs' epochs, where this one adds folds to them. */
    default Scheduler ofEpochs() {
        return this;
    }

    /** A rung of trials that are trained in full, on the folds that brackets train on. */
    default RungPlan full(int trials) {
        return new RungPlan(trials, maxEpochs(), firstFolds());
    }

    /** How often {@link #brackets} may be asked before the study is complete. */
    int iterations();

    /**
     * The brackets of one iteration. They are numbered on from {@code firstNumber} in the order in which a sampler
     * fills them.
     *
     * @param firstNumber number of the first bracket, at least 1
     */
    List<BracketPlan> brackets(int iteration, int firstNumber);

    /**
     * η if every trial is a bracket of its own, which goes on as soon as it is among the best 1/η of all that have
     * reported from its rung; empty if the trials of a bracket are judged together, when all of them have reported.
     */
    default OptionalInt asynchronous() {
        return OptionalInt.empty();
    }

    /** How many {@linkplain #outline outlines} tell of the study what it would do. */
    default int outlines() {
        return iterations();
    }

    /** The brackets of an iteration for people and for what a study costs: of trials that are judged together. */
    default List<BracketPlan> outline(int iteration, int firstNumber) {
        return brackets(iteration, firstNumber);
    }

    /**
     * How many outlines, from this one on, are laid out alike but for their brackets' numbers; at least 1. So a study
     * of millions of iterations can be told of without laying out each.
     */
    default int alike(int iteration) {
        return 1;
    }

    /**
     * Judges the rung that was finished last: unless a scheduler says otherwise, the best go on, as many as the next
     * rung has places.
     *
     * @param finished the bracket's results so far, the rung to judge being the last
     * @return one decision for each of its trials, in the tasks' order; at most as many promotions as the next rung
     *     has places, none of a trial that diverged or failed
     */
    default List<Decision> judge(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        return Promotion.judge(bracket, finished, objectives);
    }

    /**
     * Which trials of the rung that was finished last make room for copies of which others; {@link #judge} ends the
     * former and promotes the latter. Empty if no trial is ever copied.
     *
     * @param finished as for {@link #judge}
     */
    default Optional<Succession> succession(BracketPlan bracket, List<RungResult> finished, Objectives objectives) {
        return Optional.empty();
    }

    /** Most trials that begin within a bracket as copies of others, beside those that enter it. */
    default int copies(BracketPlan bracket) {
        return 0;
    }
}
