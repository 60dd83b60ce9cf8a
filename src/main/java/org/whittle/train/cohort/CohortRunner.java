package org.whittle.train.cohort;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.whittle.goal.Diagnostics;
import org.whittle.net.GraphKey;
import org.whittle.net.Mlp;
import org.whittle.train.engine.DeviceData;
import org.whittle.train.engine.FailureReason;
import org.whittle.train.engine.TaskDevice;
import org.whittle.train.graph.CohortShape;
import org.whittle.train.graph.GradientNorms;
import org.whittle.work.Fault;
import org.whittle.work.LostCheckpointException;
import org.whittle.work.Place;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialRunner;
import org.whittle.work.TrialTask;

/**
 * Trains the members of a cohort together, in as few batched graphs as they allow.
 *
 * <p>A member ends alone: when it has diverged, stopped early or spent its budget, it leaves its graph at the end of
 * the epoch. If memory does not suffice for a graph, its members start again in two halves; one that does not even fit
 * alone is failed. Who trains the cohort once more divides it in the same way: see {@link Halvings}.
 */
final class CohortRunner implements TrialRunner {

    private final DjlTrainer trainer;
    private final Place place;

    CohortRunner(DjlTrainer trainer, Place place) {
        this.trainer = trainer;
        this.place = place;
    }

    @Override
    public List<TrialOutcome> run(List<TrialTask> cohort) throws IOException {
        Device device = TaskDevice.of(place);
        int fold = cohort.get(0).fold();
        if (cohort.stream().anyMatch(task -> task.fold() != fold)) {
            throw new IllegalArgumentException("Cohort %s is of several folds".formatted(place.cohort()));
        }
        List<TrialRun> runs = cohort.stream().map(task -> new TrialRun(trainer, task, place, device)).toList();
        Halvings halvings = Halvings.of(trainer.files(), cohort);
        Map<Shared, List<TrialRun>> graphs = new LinkedHashMap<>();
        List<LostCheckpointException> lost = new ArrayList<>();
        for (TrialRun run : runs) {
            try {
                graphs.computeIfAbsent(Shared.of(run.open()), key -> new ArrayList<>()).add(run);
            } catch (LostCheckpointException e) {
                lost.add(e);
            } catch (EngineException | IllegalArgumentException | ArithmeticException | OutOfMemoryError e) {
                requireSoundPlace(e);
                run.fail(e);
            }
        }
        if (!lost.isEmpty()) {
            throw new LostCheckpointException(lost.stream().flatMap(e -> e.tasks().stream()).toList(),
                    lost.get(0).getMessage(), lost.get(0));
        }
        for (List<TrialRun> graph : graphs.values()) {
            TrainingData seen = trainer.data(fold, graph.get(0).start().settings().frozen());
            try (DeviceData.Lease lease = DeviceData.acquire(seen, device)) {
                new Division(runs, halvings, lease.data(), fold, device).train(graph, "");
            }
        }
        return runs.stream().map(TrialRun::outcome).toList();
    }

    /** Trials that share a graph, or parts of one. */
    private final class Division {

        private final List<TrialRun> cohort;
        private final Halvings before;
        private final DeviceData data;
        private final int fold;
        private final Device device;

        /**
         * @param cohort all of its runs
         * @param before how it was divided, if it was
         * @param data of the fold that they begin with
         */
        Division(List<TrialRun> cohort, Halvings before, DeviceData data, int fold, Device device) {
            this.fold = fold;
            this.device = device;
            this.cohort = cohort;
            this.before = before;
            this.data = data;
        }

        /** @param part that the graph is, a letter for each halving */
        void train(List<TrialRun> graph, String part) throws IOException {
            // Who ended before memory gave out; the others were trained on in halves, from where they began.
            List<TrialRun> whole = graph.stream().filter(run -> before.part(run.trial()).equals(part)).toList();
            boolean recorded = whole.size() < graph.size()
                    && graph.stream().allMatch(run -> before.part(run.trial()).startsWith(part));
            try {
                if (!recorded) {
                    new Graph(graph, data, fold, device).train(run -> true);
                    return;
                }
                if (!whole.isEmpty()) {
                    new Graph(graph, data, fold, device).train(whole::contains);
                }
            } catch (EngineException | IllegalArgumentException | ArithmeticException | OutOfMemoryError e) {
                requireSoundPlace(e);
                List<TrialRun> open = graph.stream().filter(run -> !run.ended()).toList();
                if (open.size() == 1 || !FailureReason.isOutOfMemory(e)) {
                    for (TrialRun run : open) {
                        run.fail(e);
                    }
                    return;
                }
                halve(open.subList(0, open.size() / 2), open.subList(open.size() / 2, open.size()), part);
                return;
            }
            halve(half(graph, part, TrialRun.Half.FIRST), half(graph, part, TrialRun.Half.SECOND), part);
        }

        private List<TrialRun> half(List<TrialRun> graph, String part, TrialRun.Half half) {
            return graph.stream().filter(run -> before.part(run.trial()).startsWith(part + half.letter())).toList();
        }

        private void halve(List<TrialRun> first, List<TrialRun> second, String part) throws IOException {
            for (TrialRun run : first) {
                run.startAgain(TrialRun.Half.FIRST);
            }
            for (TrialRun run : second) {
                run.startAgain(TrialRun.Half.SECOND);
            }
            before.keep(cohort);
            train(first, part + TrialRun.Half.FIRST.letter());
            train(second, part + TrialRun.Half.SECOND.letter());
        }
    }

    /**
     * A device that broke fails every trial that comes to it, whatever its configuration: the task fails instead, and
     * Spark tries it elsewhere.
     *
     * @throws IOException if the failure is none of the configuration's
     */
    private void requireSoundPlace(Throwable failure) throws IOException {
        Fault fault = Fault.of(failure);
        if (fault.isOfThePlace()) {
            throw new IOException("%s on %s".formatted(fault.what(), place.host()), failure);
        }
    }

    /** What trials share that are trained as one: the epoch, which decides on the order of rows, is one in a rung. */
    private record Shared(GraphKey key, int epoch) {

        static Shared of(MemberStart start) {
            return new Shared(start.settings().graph(), start.from().epoch());
        }
    }

    /** Trials under training as one. */
    private final class Graph {

        private final List<TrialRun> runs;
        private final int fold;
        private final Device device;
        private DeviceData data;
        private final Evaluation evaluation;

        Graph(List<TrialRun> runs, DeviceData data, int fold, Device device) {
            this.data = data;
            this.fold = fold;
            this.device = device;
            this.evaluation = new Evaluation(trainer.data(fold).task(), trainer.topK(), trainer.objectives());
            this.runs = new ArrayList<>(runs);
        }

        /** Perceptrons have an order in a graph. */
        private void sort() {
            if (Mlp.in(runs.get(0).start().settings().network()).isPresent()) {
                this.runs.sort(
                        Comparator.comparing(run -> Mlp.of(run.start().settings().network()), CohortShape.ORDER));
            }
        }

        /** @param ending who is to end here: it is over when all of them have */
        void train(Predicate<TrialRun> ending) throws IOException {
            BatchedTraining training = open();
            DeviceData.Lease thawed = null;
            try {
                training = withoutEnded(training, ending);
                while (runs.stream().anyMatch(ending)) {
                    requireWanted();
                    if (thaw(training)) {
                        training.close();
                        thawed = DeviceData.acquire(
                                trainer.data(
                                        fold, runs.get(0).start().settings().frozen()),
                                device);
                        data = thawed.data();
                        training = open();
                    }
                    epoch(training);
                    training = withoutEnded(training, ending);
                }
            } finally {
                training.close();
                if (thawed != null) {
                    thawed.close();
                }
            }
        }

        /** Begins where runs begin. */
        private BatchedTraining open() {
            long opened = System.nanoTime();
            sort();
            List<MemberStart> starts = runs.stream().map(TrialRun::start).toList();
            TrainingData rows = trainer.data(fold, starts.get(0).settings().frozen());
            BatchedTraining training =
                    BatchedTraining.of(starts, data.training(), trainer.batchOrder(fold), rows.input(), rows.derived());
            runs.forEach(TrialRun::started);
            share(training, (System.nanoTime() - opened) / 1e9, 0);
            return training;
        }

        /** Whether layers that were frozen are trained from the next epoch on: runs then begin anew, where they are. */
        private boolean thaw(BatchedTraining training) {
            for (int i = 0; i < runs.size(); i++) {
                if (!runs.get(i).thaw(training, training.members().get(i))) {
                    return false;
                }
            }
            return true;
        }

        private void epoch(BatchedTraining training) throws IOException {
            long began = System.nanoTime();
            double trainedBefore = training.trainingSeconds();
            double[] losses = training.train();
            var metrics = evaluation.measure(training, data.validation());
            diagnose(training, metrics);
            double trainingSeconds = training.trainingSeconds() - trainedBefore;
            double seconds = (System.nanoTime() - began) / 1e9;
            share(training, seconds, trainingSeconds);
            for (int i = 0; i < losses.length; i++) {
                Member member = training.members().get(i);
                runs.get(i).report(training, member, losses[i], metrics.get(i), data.validation(),
                        seconds * training.share(member));
            }
        }

        private void diagnose(BatchedTraining training, List<SortedMap<String, Double>> metrics) {
            String objective = trainer.objective().metric();
            boolean measured = Diagnostics.measuredAt(training.members().get(0).epoch(), trainer.maxEpochs());
            List<SortedMap<String, Double>> seen =
                    measured ? evaluation.measure(training, data.sample()) : List.of();
            List<GradientNorms> gradients = training.gradients();
            for (int i = 0; i < metrics.size(); i++) {
                GradientNorms norms = gradients.get(i);
                put(metrics.get(i), Diagnostics.GRADIENT, norms.mean());
                put(metrics.get(i), Diagnostics.LARGEST_GRADIENT, norms.largest());
                put(metrics.get(i), Diagnostics.FIRST_GRADIENT, norms.first());
                if (measured && seen.get(i).containsKey(objective)) {
                    put(metrics.get(i), Diagnostics.ofTraining(objective), seen.get(i).get(objective));
                }
            }
        }

        private static void put(SortedMap<String, Double> metrics, String name, double value) {
            if (Double.isFinite(value)) {
                metrics.put(name, value);
            }
        }

        private void share(BatchedTraining training, double seconds, double trainingSeconds) {
            for (int i = 0; i < runs.size(); i++) {
                double share = training.share(training.members().get(i));
                runs.get(i).spent(seconds * share, trainingSeconds * share);
            }
        }

        private BatchedTraining withoutEnded(BatchedTraining training, Predicate<TrialRun> ending) throws IOException {
            List<Member> staying = new ArrayList<>();
            List<TrialRun> open = new ArrayList<>();
            for (int i = 0; i < runs.size(); i++) {
                Member member = training.members().get(i);
                if (!ending.test(runs.get(i)) || !runs.get(i).endsWith(training, member, data.training())) {
                    staying.add(member);
                    open.add(runs.get(i));
                }
            }
            boolean left = staying.size() < runs.size();
            runs.clear();
            runs.addAll(open);
            return left && !staying.isEmpty() ? training.only(staying) : training;
        }

        private void requireWanted() throws InterruptedIOException {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("Cohort %s was cancelled".formatted(place.cohort()));
            }
        }
    }
}
