package org.whittle.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.whittle.space.Configuration;
import org.whittle.study.FinalExecutor;
import org.whittle.study.InfrastructureException;
import org.whittle.study.LockBox;
import org.whittle.work.FinalModel;
import org.whittle.work.HeldOut;
import org.whittle.work.HeldOutTask;
import org.whittle.work.RefitTask;
import org.whittle.work.TestResult;
import org.whittle.work.Trainer;

/**
 * Refits final models as a stage of one task each, and tests them together in a stage of one task. The lock box travels
 * closed and is opened by that task.
 */
public final class SparkFinalExecutor implements FinalExecutor, AutoCloseable {

    private final StageRunner stages;
    private final Trainer trainer;

    /** @param trainer sent to executors with every stage */
    public SparkFinalExecutor(SparkContext context, Trainer trainer) {
        this.stages = new StageRunner(context);
        this.trainer = trainer;
    }

    /**
     * @throws InfrastructureException if a task failed more often than Spark retries it, or the thread was interrupted
     */
    @Override
    public List<FinalModel> refit(List<RefitTask> tasks) {
        String title = tasks.size() == 1 ? "refit of winner" : "refit of winner and baseline";
        FinalModel[] models = new FinalModel[tasks.size()];
        run(new Stage<>(title, SparkSettings.FINAL_POOL, tasks, new Refit(trainer)),
                (index, model) -> models[index] = model);
        return List.of(models);
    }

    /** @throws InfrastructureException as {@link #refit} */
    @Override
    public List<HeldOut> heldOut(List<HeldOutTask> tasks) {
        HeldOut[] said = new HeldOut[tasks.size()];
        run(new Stage<>("trainings for what networks say of validation rows", SparkSettings.FINAL_POOL, tasks,
                new Asking(trainer)), (index, one) -> said[index] = one);
        return List.of(said);
    }

    @Override
    public int parameters(Configuration configuration) {
        return trainer.parameters(configuration);
    }

    /**
     * @throws InfrastructureException if the task failed more often than Spark retries it, or the thread was
     *     interrupted
     */
    @Override
    public List<TestResult> test(List<FinalModel> models, LockBox box, int resamples, long seed) {
        List<TestResult> results = new ArrayList<>();
        run(new Stage<>("test", SparkSettings.FINAL_POOL, List.of(new ArrayList<>(models)),
                new Test(trainer, box, resamples, seed)), (index, result) -> results.addAll(result));
        return results;
    }

    private <I extends Serializable, R extends Serializable> void run(Stage<I, R> stage,
                                                                      BiConsumer<Integer, R> arrived) {
        try {
            stages.run(stage, arrived);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfrastructureException(stage.title() + ": interrupted", e);
        }
    }

    private record Refit(Trainer trainer) implements StageWork<RefitTask, FinalModel> {

        @Override
        public FinalModel apply(RefitTask task, TaskContext context) throws IOException {
            return trainer.refit(task, TaskPlace.of(context, "refit." + task.trial()));
        }
    }

    private record Asking(Trainer trainer) implements StageWork<HeldOutTask, HeldOut> {

        @Override
        public HeldOut apply(HeldOutTask task, TaskContext context) throws IOException {
            return trainer.heldOut(task, TaskPlace.of(context, "held-out." + task.trial() + "." + task.fold()));
        }
    }

    private record Test(Trainer trainer, LockBox box, int resamples, long seed)
            implements StageWork<ArrayList<FinalModel>, ArrayList<TestResult>> {

        @Override
        public ArrayList<TestResult> apply(ArrayList<FinalModel> models, TaskContext context) throws IOException {
            return new ArrayList<>(trainer.evaluate(models, box.open(), resamples, seed,
                    TaskPlace.of(context, "test")));
        }
    }

    /** Stops listening to Spark; the context stays open. */
    @Override
    public void close() {
        stages.close();
    }
}
