package org.whittle.bench.gpu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.whittle.bench.Figures;
import org.whittle.net.loss.Losses;
import org.whittle.net.setting.Option;
import org.whittle.train.cohort.DjlTrainer;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/**
 * Whether the subject computes what a core does: every optimizer with every activation, loss and normalization, mixed
 * cohorts, the largest relative difference of weights, moments and losses.
 */
final class Agreement {

    private static final int EPOCHS = 2;
    // Sums in another order: roundings of 6e-8, carried through 80 steps of descent, which near a kink or where Adam
    // divides by a small root magnifies them.
    private static final double ROUNDING = 1e-3;

    private record Column(String loss, boolean normalized) {
        @Override
        public String toString() {
            return loss + (normalized ? ", normalized" : "");
        }
    }

    private Agreement() {
    }

    static void measure(Subject subject, Report report) throws IOException {
        report.heading("Agreement with a core");
        List<Column> columns = new ArrayList<>();
        for (String loss : Option.keys(Losses.ALL)) {
            columns.add(new Column(loss, false));
            columns.add(new Column(loss, true));
        }
        int activations = Mixed.ACTIVATIONS.size();
        List<double[]> differences = new ArrayList<>();
        for (Column column : columns) {
            differences.add(differences(subject, column));
        }
        report.say("After %d epochs of mixed cohorts of %d networks: the largest difference of weights and moments, in"
                + " times of the largest of them, or of the losses, in times of themselves.", EPOCHS,
                differences.get(0).length);
        report.say("");
        header(report, "optimizer", columns);
        for (int row = 0; row < Mixed.OPTIMIZERS.size(); row++) {
            row(report, Mixed.OPTIMIZERS.get(row), columns, differences, row * activations, 1, activations);
        }
        report.say("");
        header(report, "activation", columns);
        for (int row = 0; row < activations; row++) {
            row(report, Mixed.ACTIVATIONS.get(row), columns, differences, row, activations, Mixed.OPTIMIZERS.size());
        }
    }

    private static void header(Report report, String what, List<Column> columns) {
        report.say("| %s | %s |", what, columns.stream().map(Column::toString).collect(Collectors.joining(" | ")));
        report.say("|---|%s", "---|".repeat(columns.size()));
    }

    private static void row(Report report, String name, List<Column> columns, List<double[]> differences, int first,
                            int stride, int count) {
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            double most = 0;
            for (int i = 0; i < count; i++) {
                // Not a number is no agreement.
                most = Double.isNaN(most) ? most : Math.max(most, differences.get(c)[first + i * stride]);
            }
            cells.add(String.format(Locale.ROOT, "%.1e", most));
            report.figures().add("agreement: %s, %s".formatted(name, columns.get(c)), most, "relative difference",
                    Figures.NONE, ROUNDING, Figures.NONE);
        }
        report.say("| %s | %s |", name, String.join(" | ", cells));
    }

    private static double[] differences(Subject subject, Column column) throws IOException {
        DigitRows rows = DigitRows.read(!column.loss().equals("cross-entropy"));
        KeptFiles there = new KeptFiles();
        KeptFiles here = new KeptFiles();
        List<TrialTask> tasks = Mixed.all(EPOCHS);
        List<TrialOutcome> ofSubject = subject.run(trainer(subject, column, rows, there), tasks);
        DjlTrainer onCore = trainer(subject, column, rows, here);
        List<TrialOutcome> ofCore = Subject.onCore(onCore, tasks);
        onCore.release();
        double[] differences = new double[tasks.size()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = ofSubject.get(i) instanceof TrialOutcome.Completed one
                    && ofCore.get(i) instanceof TrialOutcome.Completed other
                    ? Math.max(losses(one, other), weights(there.read(one.checkpoint()), here.read(other.checkpoint())))
                    : Double.NaN;
        }
        return differences;
    }

    private static DjlTrainer trainer(Subject subject, Column column, DigitRows rows, KeptFiles files) {
        return Subject.trainer(subject.settings("loss", column.loss(), "batch-normalization", column.normalized(),
                "batch-size", 32), rows, files);
    }

    private static double losses(TrialOutcome one, TrialOutcome other) {
        double most = 0;
        for (int e = 0; e < one.epochs().size(); e++) {
            for (String loss : List.of("train-loss", "validation-loss")) {
                double expected = other.epochs().get(e).metrics().get(loss);
                most = Math.max(most, Math.abs(one.epochs().get(e).metrics().get(loss) - expected) / expected);
            }
        }
        return most;
    }

    private static double weights(byte[] one, byte[] other) {
        FloatBuffer a = data(one);
        FloatBuffer b = data(other);
        double most = 0;
        double largest = 0;
        for (int i = 0; i < b.capacity(); i++) {
            most = Math.max(most, Math.abs((double) a.get(i) - b.get(i)));
            largest = Math.max(largest, Math.abs((double) b.get(i)));
        }
        return most / largest;
    }

    /** The tensors of a checkpoint: what follows its header, whose length comes first. */
    private static FloatBuffer data(byte[] checkpoint) {
        ByteBuffer bytes = ByteBuffer.wrap(checkpoint).order(ByteOrder.LITTLE_ENDIAN);
        int header = Math.toIntExact(bytes.getLong());
        return bytes.position(8 + header).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
}
