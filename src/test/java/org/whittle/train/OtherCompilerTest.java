package org.whittle.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.OtherJvm;
import org.whittle.goal.EpochRecord;
import org.whittle.net.optimizer.Optimizers;
import org.whittle.net.setting.Option;
import org.whittle.work.TrialOutcome;
import org.whittle.work.TrialTask;

/** Loops of optimizers and dropout give the same bits whoever compiles them: no product is fused, no sum reordered. */
@Tag("cluster")
class OtherCompilerTest {

    private static final List<String> OPTIMIZERS = Option.keys(Optimizers.ALL);

    private static String here;

    @ParameterizedTest
    @EnumSource(OtherJvm.class)
    void aCohortTrainsToTheSameBits(OtherJvm jvm) throws Exception {
        if (here == null) {
            here = trained();
        }

        assertThat(jvm.run(OtherCompilerTest.class)).isEqualTo(here).hasLineCount(2 * OPTIMIZERS.size());
    }

    /** Prints what becomes of a trial for each optimizer, of both tasks. */
    public static void main(String[] args) throws IOException {
        System.out.print(trained());
    }

    private static String trained() throws IOException {
        return trained(Synthetic.classes(150, 60, 12, 3), "cross-entropy")
                + trained(Synthetic.numbers(150, 60, 12), "huber");
    }

    private static String trained(Synthetic.Data data, String loss) throws IOException {
        MemoryFiles files = new MemoryFiles();
        List<TrialTask> cohort = new ArrayList<>();
        for (String optimizer : OPTIMIZERS) {
            cohort.add(Synthetic.fresh(cohort.size(), 3, "optimizer", optimizer, "dropout", 0.2, "clip-norm", 0.5,
                    "nesterov", true, "schedule", "cosine", "warmup-epochs", 1.0, "units", 37, "label-smoothing", 0.1));
        }
        StringBuilder text = new StringBuilder();
        for (TrialOutcome outcome : Synthetic.trainer(data, files, "loss", loss).runner(Synthetic.CORE).run(cohort)) {
            text.append(outcome.trial())
                    .append(' ')
                    .append(outcome.epochs().stream().map(EpochRecord::metrics).toList())
                    .append(' ')
                    .append(Arrays.hashCode(files.read(((TrialOutcome.Completed) outcome).checkpoint())))
                    .append('\n');
        }
        return text.toString();
    }
}
