package org.whittle.bench.gpu;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.whittle.bench.Figures;
import org.whittle.bench.cohorts.GaussianRows;
import org.whittle.bench.cohorts.NoFiles;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.TorchEngine;
import org.whittle.space.Configuration;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** What becomes of a cohort that memory does not suffice for, and whether memory comes back. */
final class Memory {

    private static final int COHORTS = 100;
    private static final int KINDS = 20;
    /** What a hundred cohorts may leave: less than one of them takes, but allocators keep pieces. */
    private static final double MOST_LEFT = 64;
    private static final long CHUNK = 1L << 30;

    private static final int MEMBERS = 16;
    /** 784 → 2048 → 2048 → 10, Adam: 16 need 1.5 GB on the device, 8 of them 0.75. */
    private static final int WIDE = 2048;
    private static final long LEFT = 1_200_000_000L;
    private static final String NO_MEMORY = "CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0)";

    private Memory() {
    }

    static void measure(Subject subject, Report report) throws IOException {
        report.heading("Memory");
        halving(subject, report);
        comesBack(subject, report);
    }

    /** On a GPU by filling it; a core that stands for one only says that its memory does not suffice. */
    private static void halving(Subject subject, Report report) throws IOException {
        KeptFiles kept = new KeptFiles();
        int[] writes = {0};
        KeptFiles narrow = new KeptFiles() {
            private static final long serialVersionUID = 1L;

            @Override
            public void write(String path, byte[] content) {
                if (!subject.gpu() && path.startsWith("checkpoints") && writes[0]++ == 0) {
                    throw new EngineException(NO_MEMORY);
                }
                super.write(path, content);
            }
        };
        GaussianRows rows = GaussianRows.of(784, 10, 256, 64);
        int units = subject.gpu() ? WIDE : 16;
        List<TrialTask> tasks = IntStream.range(0, MEMBERS).mapToObj(i -> Mixed.task(i, new Configuration(
                new TreeMap<>(Map.of("layers", 2, "units.1", units, "units.2", units))), 2)).toList();
        DjlTrainer trainer = Subject.trainer(subject.settings("batch-size", 32, "optimizer", "adam"), rows, narrow);
        List<TrialOutcome> halved;
        try (NDManager hog = TorchEngine.newManager(subject.device())) {
            if (subject.gpu()) {
                JniUtils.emptyCudaCache();
                for (long left = subject.bytesFree() - LEFT; left > 0; left -= CHUNK) {
                    hog.zeros(new Shape(Math.min(left, CHUNK) / 4), DataType.FLOAT32);
                }
            }
            halved = subject.run(trainer, tasks);
        }
        trainer.release();
        report.holds("a cohort without memory is trained in halves, whose names say so",
                halved.stream().allMatch(TrialOutcome.Completed.class::isInstance)
                        && halved.get(0).execution().cohort().equals("1.0.0a")
                        && halved.get(MEMBERS - 1).execution().cohort().equals("1.0.0b"));
        DjlTrainer again = Subject.trainer(subject.settings("batch-size", 32, "optimizer", "adam"), rows, kept);
        subject.run(again, tasks.subList(0, MEMBERS / 2));
        subject.run(again, tasks.subList(MEMBERS / 2, MEMBERS));
        again.release();
        boolean same = true;
        for (TrialOutcome outcome : halved) {
            same &= outcome instanceof TrialOutcome.Completed one
                    && Arrays.equals(narrow.read(one.checkpoint()), kept.read(one.checkpoint()));
        }
        report.holds("its halves have the bits of cohorts of their size", same);
        if (subject.gpu()) {
            JniUtils.emptyCudaCache();
        }
    }

    private static void comesBack(Subject subject, Report report) throws IOException {
        DjlTrainer trainer = Subject.trainer(subject.settings("batch-size", 32),
                GaussianRows.of(64, 10, 256, 64), new NoFiles());
        long start = 0;
        for (int cohort = 0; cohort < KINDS + COHORTS; cohort++) {
            if (cohort == KINDS) {
                start = inUse(subject);
            }
            subject.run(trainer, ofKind(cohort % KINDS));
        }
        double grown = (inUse(subject) - start) / 0x1p20;
        trainer.release();
        report.say("- after %d cohorts of changing networks %.1f MiB more are in use than before (%s)", COHORTS, grown,
                subject.gpu() ? "of the device" : "of this process, whose heap grows too");
        report.figures().add("memory after %d cohorts, less that before".formatted(COHORTS), grown, "MiB", Figures.NONE,
                subject.gpu() ? MOST_LEFT : Figures.NONE, Figures.NONE);
    }

    private static long inUse(Subject subject) throws IOException {
        if (subject.gpu()) {
            JniUtils.emptyCudaCache();
        }
        return subject.bytesInUse();
    }

    private static List<TrialTask> ofKind(int kind) {
        RandomStream random = RandomStream.ofSeed(7).child(kind);
        return IntStream.range(0, 1 + random.nextInt(12)).mapToObj(i -> Mixed.task(i, new Configuration(
                new TreeMap<>(Map.of("layers", 1 + random.nextInt(3), "units",
                        8 + random.nextInt(120), "optimizer", Mixed.OPTIMIZERS.get(random.nextInt(3)),
                        "activation", Mixed.ACTIVATIONS.get(random.nextInt(4)), "dropout", 0.3 * random.nextInt(2)))),
                1)).toList();
    }
}
