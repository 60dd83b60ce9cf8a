package org.whittle.bench.gpu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.whittle.bench.cohorts.GaussianRows;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.Start;
import org.whittle.work.TrainingData;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Whether the same work gives the same bits: twice, paused and resumed, and beside another task on the device. */
final class Bits {

    private static final int EPOCHS = 4;
    private static final int TASKS = 2;

    private Bits() {
    }

    static void measure(Subject subject, Report report) throws IOException {
        report.heading("Bits, and two tasks on one device");
        DigitRows rows = DigitRows.read(false);
        List<TrialTask> tasks = Mixed.some(EPOCHS);
        List<byte[]> once = checkpoints(subject, rows, tasks);
        report.holds("two runs leave the same bits", equal(once, checkpoints(subject, rows, tasks)));

        KeptFiles files = new KeptFiles();
        DjlTrainer trainer = trainer(subject, rows, files);
        List<TrialOutcome> half = subject.run(trainer, tasks.stream()
                .map(task -> Mixed.with(task, task.start(), 0, EPOCHS / 2)).toList());
        List<TrialOutcome> rest = subject.run(trainer, IntStream.range(0, tasks.size()).mapToObj(i ->
                Mixed.with(tasks.get(i), new Start.Resume(checkpoint(half.get(i))), 1, EPOCHS)).toList());
        trainer.release();
        report.holds("paused, saved and resumed it leaves those bits too", equal(once, read(files, rest)));

        abreast(subject, report);
    }

    private static void abreast(Subject subject, Report report) throws IOException {
        GaussianRows noise = GaussianRows.of(64, 10, 2048, 512);
        KeptFiles files = new KeptFiles();
        DjlTrainer trainer = trainer(subject, noise, files);
        List<List<TrialTask>> both = new ArrayList<>();
        for (int t = 0; t < TASKS; t++) {
            int first = 100 * t;
            both.add(Mixed.some(EPOCHS).stream().map(task -> Mixed.task(first + task.id().value(),
                    task.configuration(), EPOCHS)).toList());
        }
        List<List<byte[]>> alone = new ArrayList<>();
        // The first round loads programs.
        for (List<TrialTask> one : both) {
            subject.run(trainer, one);
        }
        long began = System.nanoTime();
        for (List<TrialTask> one : both) {
            alone.add(read(files, subject.run(trainer, one)));
        }
        double inTurn = (System.nanoTime() - began) / 1e9;
        ExecutorService threads = Executors.newFixedThreadPool(TASKS);
        boolean same = true;
        try {
            began = System.nanoTime();
            List<Future<List<TrialOutcome>>> running =
                    both.stream().map(one -> threads.submit(() -> subject.run(trainer, one))).toList();
            for (int t = 0; t < TASKS; t++) {
                same &= equal(alone.get(t), read(files, running.get(t).get()));
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException("A task beside another failed", e);
        } finally {
            threads.shutdownNow();
        }
        double atOnce = (System.nanoTime() - began) / 1e9;
        trainer.release();
        report.holds("each of two tasks at once leaves the bits that it leaves alone", same);
        report.say("- two tasks at once take %.2f s, one after the other %.2f s: %.2f times as fast", atOnce, inTurn,
                inTurn / atOnce);
        report.figures().add("two tasks at once: speed to one after the other", inTurn / atOnce, "ratio");
    }

    private static List<byte[]> checkpoints(Subject subject, DigitRows rows, List<TrialTask> tasks)
            throws IOException {
        KeptFiles files = new KeptFiles();
        DjlTrainer trainer = trainer(subject, rows, files);
        List<byte[]> read = read(files, subject.run(trainer, tasks));
        trainer.release();
        return read;
    }

    private static DjlTrainer trainer(Subject subject, TrainingData rows, KeptFiles files) {
        return Subject.trainer(subject.settings("batch-size", 32), rows, files);
    }

    private static List<byte[]> read(KeptFiles files, List<TrialOutcome> outcomes) throws IOException {
        List<byte[]> read = new ArrayList<>();
        for (TrialOutcome outcome : outcomes) {
            read.add(files.read(checkpoint(outcome)));
        }
        return read;
    }

    private static String checkpoint(TrialOutcome outcome) {
        if (outcome instanceof TrialOutcome.Completed completed) {
            return completed.checkpoint();
        }
        throw new IllegalStateException(outcome.toString());
    }

    private static boolean equal(List<byte[]> one, List<byte[]> other) {
        return one.size() == other.size()
                && IntStream.range(0, one.size()).allMatch(i -> Arrays.equals(one.get(i), other.get(i)));
    }
}
