/**
 * A study's results for everybody who was not there: tables, a summary, a leaderboard, a page.
 *
 * <p>All of them are functions of the specification and the ledger, so they can be written again at any time, for a
 * finished study as well as for a running one, and equal studies give equal files but for what a clock or a cluster
 * puts into them. Files are published whole, in the place of older ones.
 *
 * <p>Programs and notebooks depend on the files' columns, which therefore only ever gain new ones.
 *
 * <h2>{@code results/trials.parquet}: a row a trial, by id</h2>
 * <table>
 * <caption>Columns of trials</caption>
 * <tr><th>column</th><th>type</th><th>meaning</th></tr>
 * <tr><td>trial</td><td>int</td><td>id, in the order of proposal; 0 is the baseline</td></tr>
 * <tr><td>bracket</td><td>int</td><td>number of its bracket; 0 is the baseline's</td></tr>
 * <tr><td>rung</td><td>int</td><td>index of the last rung it reported from; null before the first</td></tr>
 * <tr><td>state</td><td>string</td><td>running, stopped, finished, diverged or failed</td></tr>
 * <tr><td>reason</td><td>string</td><td>of the last decision, or of the failure</td></tr>
 * <tr><td>origin</td><td>string</td><td>baseline, enqueued, the sampler's name, or copy</td></tr>
 * <tr><td>fingerprint</td><td>string</td><td>of the configuration; equal for equal configurations</td></tr>
 * <tr><td>rank</td><td>int</td><td>1 is the best by {@code objective}; of equals, fewer epochs come first, then the
 * lower id; null without a result. With several objectives: by {@code pareto_front}, then by {@code crowding}</td></tr>
 * <tr><td>objective</td><td>double</td><td>the objective's (of several: the first one's) metric at {@code epoch}: what
 * the trial is worth; null if it diverged or failed</td></tr>
 * <tr><td>epoch</td><td>int</td><td>the epoch that speaks for the trial: its best, or with
 * {@code training.keep = last-epoch} its last (its best if early stopping ended it); as long it would be
 * refitted</td></tr>
 * <tr><td>objective_… †</td><td>double</td><td>every goal's metric at {@code epoch}, for instance
 * {@code objective_parameters}</td></tr>
 * <tr><td>pareto_front †</td><td>int</td><td>1 for trials that no other dominates, 2 for those that only trials of
 * front 1 dominate, and so on; null without a result</td></tr>
 * <tr><td>crowding †</td><td>double</td><td>how far the neighbours on its front are, infinite at the front's
 * ends</td></tr>
 * <tr><td>violation †</td><td>double</td><td>by how much it misses the thresholds, as shares of the bounds, summed; 0
 * if it keeps them</td></tr>
 * <tr><td>epochs</td><td>int</td><td>epochs its network has trained, those before it was copied included</td></tr>
 * <tr><td>best_epoch</td><td>int</td><td>epoch at which the objective's metric was best, the earliest of
 * equals</td></tr>
 * <tr><td>stopped_early</td><td>boolean</td><td>whether it ran out of patience</td></tr>
 * <tr><td>parent, parent_epoch</td><td>int</td><td>the trial it began as a copy of (population based training), and
 * that trial's epochs then; null if it began afresh</td></tr>
 * <tr><td>params_…</td><td>double, int, boolean, string</td><td>one a parameter of the search space, for instance
 * {@code params_learning_rate}; null where the parameter is inactive; choices of text, or of mixed kinds, as
 * text</td></tr>
 * <tr><td>last_…, best_…</td><td>double</td><td>every metric at the last epoch and at {@code best_epoch}, for instance
 * {@code best_accuracy}; null where there is none</td></tr>
 * <tr><td>seconds *</td><td>double</td><td>wall time of its rungs</td></tr>
 * <tr><td>training_seconds *</td><td>double</td><td>the part of it spent in training steps</td></tr>
 * <tr><td>host *, device *</td><td>string</td><td>where it was trained last</td></tr>
 * <tr><td>cohort</td><td>string</td><td>in which it was trained last (bracket.rung.index; a and b: halves of one that
 * memory did not suffice for)</td></tr>
 * <tr><td>attempts *</td><td>int</td><td>Spark's attempts that its rungs took, one each if nothing was lost</td></tr>
 * <tr><td>fit</td><td>string</td><td>{@code underfits}, {@code overfits}, {@code fits}, {@code explodes} or
 * {@code vanishes}, by {@link org.whittle.study.Fit}; null if there is too little to tell by</td></tr>
 * </table>
 *
 * <h2>{@code results/epochs.parquet}: a row a trial and epoch, in this order</h2>
 * <table>
 * <caption>Columns of epochs</caption>
 * <tr><th>column</th><th>type</th><th>meaning</th></tr>
 * <tr><td>trial, epoch</td><td>int</td><td>epochs count from 1</td></tr>
 * <tr><td>bracket, rung</td><td>int</td><td>in which it was trained</td></tr>
 * <tr><td>one a metric</td><td>double</td><td>for instance {@code accuracy}, {@code train_loss}; measured on validation
 * rows except {@code train_loss}; NaN as training reported it</td></tr>
 * <tr><td>seconds *</td><td>double</td><td>wall time, evaluation included</td></tr>
 * <tr><td>train_…</td><td>double</td><td>the objective on a sample of training rows, at some epochs</td></tr>
 * <tr><td>gradient_norm, gradient_norm_max</td><td>double</td><td>mean and largest norm of the loss's gradient, at some
 * steps</td></tr>
 * <tr><td>gradient_share_of_first</td><td>double</td><td>mean share of the first weights in it</td></tr>
 * </table>
 *
 * <h2>{@code results/folds.parquet}: a row a trial, fold and epoch, in this order; only with cross-validation</h2>
 * <ul>
 * <li>{@code trial}, {@code fold} (part that is measured on, from 0), {@code repeat} (of the division into parts, from
 *     0), {@code replica} (0), {@code bracket}, {@code rung}, {@code epoch}, a column a metric, {@code seconds}.
 * </ul>
 * {@code trials.parquet} then ends with {@code folds}, on which the trial was trained, and
 * {@code objective_standard_error}, of the objective as a mean over them; its metrics, and those of
 * {@code epochs.parquet}, are means.
 *
 * <h2>{@code results/rungs.parquet}: a row a finished rung, by bracket and rung</h2>
 * <table>
 * <caption>Columns of rungs</caption>
 * <tr><th>column</th><th>type</th><th>meaning</th></tr>
 * <tr><td>bracket, rung</td><td>int</td><td>bracket 0 is the baseline's; rungs count from 0</td></tr>
 * <tr><td>epochs</td><td>int</td><td>total epochs of its trials when it was done</td></tr>
 * <tr><td>trials, completed, diverged, failed, promoted</td><td>int</td><td>numbers of trials</td></tr>
 * <tr><td>best_trial, best_objective</td><td>int, double</td><td>of those that completed; null if none did</td></tr>
 * <tr><td>seconds *</td><td>double</td><td>wall time of its stage</td></tr>
 * <tr><td>idle_seconds *</td><td>double</td><td>slot-seconds waited for its last trial</td></tr>
 * </table>
 *
 * <h2>{@code results/test-predictions.parquet}: a row for each test row, in the lock box's order</h2>
 *
 * <p>Made at the one opening of the lock box, which nobody reads again. {@code row} (from 0), {@code label},
 * {@code prediction}, for classes {@code probability_…} of each, and the same of the baseline with the prefix
 * {@code baseline_}, unless it is the winner.
 *
 * <h2>{@code results/oof.parquet}: a row for each validation row of each fold, if the study file asks for it</h2>
 * {@code fold}, {@code repeat}, {@code row} (its number among the fold's validation rows), {@code label},
 * {@code prediction} and {@code probability_…} of each class, by the winner's network of that fold, before any
 * temperature.
 *
 * <h2>{@code results/calibration.parquet}: a row for each bin of confidence that holds rows; of classes</h2>
 *
 * <p>{@code rows} ({@code test}; {@code validation} where {@code selection} had networks asked about rows that they
 * were not trained on, before and after the temperature), {@code model} ({@code winner} or {@code baseline}),
 * {@code temperature} that is in the probabilities, {@code low} and {@code high} ends of the confidence, {@code count}
 * of rows, their mean {@code confidence}, and {@code accuracy}: the share whose most probable class is the label.
 *
 * <h2>{@code results/importance.parquet}: a row a budget and parameter, or pair of parameters</h2>
 *
 * <p>Written by {@code whittle importance}. {@code budget} (epochs), {@code trials} that reached it, {@code parameter},
 * {@code with} (the other of a pair, null for what the parameter does alone), {@code importance} (share of the
 * objective's variance over the space), {@code low} and {@code high} (the middle 95 % of trees).
 *
 * <p>* depends on the clock or the cluster; every other column is the same in every run of the same study, unless an
 * objective is a time. † only with several objectives.
 *
 * <h2>{@code results/summary.json}</h2>
 *
 * <p>{@code status} (searching, selecting, done), {@code stop_reason}, {@code warnings} (a {@code code} and a
 * {@code text} each: what to know before believing the rest), {@code objective} and its
 * {@code direction}; with several objectives, {@code objectives} (metric, direction, {@code bound} of a threshold) and
 * {@code pareto} ({@code front}: the trials with their metrics, best first by the first objective; {@code hypervolume}
 * that it dominates up to {@code reference}, the worst values of the trials that keep the thresholds); {@code best} and
 * {@code baseline} (trial, configuration, {@code validation} metrics at its epoch, {@code test} metrics with value, low
 * and high of their 95 % interval, which are {@code null} where the rows are too few for one); {@code advantage} of the
 * best over the baseline on test rows; {@code selection} (why the winner is not the best trial; threshold
 * and temperature of each final model, with calibration errors; null in the standard way); {@code gate} (met, unmet);
 * {@code lock_box_openings} and {@code lock_box_warning}; {@code trials}, {@code trials_by_state}, {@code epochs},
 * {@code wall_seconds}, {@code barrier_idle_seconds}, {@code seed}, {@code data_fingerprint}, {@code auto} (what it
 * stands for), {@code versions} (and the driver's machine). {@code null} stands for what is not known yet, and for
 * numbers that are not finite.
 */
package org.whittle.report;
