package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.random.RandomStream;
import org.whittle.schedule.Rung;

/** Studies that nobody gives a session start Spark, share it, and the last one stops it. */
class OwnSparkTest {

    @TempDir
    static Path directory;

    @BeforeAll
    static void write() throws IOException {
        RandomStream random = RandomStream.ofSeed(7);
        List<String> lines = new ArrayList<>(List.of("a,b,colour,kind"));
        for (int i = 0; i < 240; i++) {
            lines.add(String.format(Locale.ROOT, "%.6f,%.6f,%s,kind-%d", i % 3 + random.nextGaussian() * 0.4,
                    random.nextGaussian(), List.of("red", "green").get(i % 2), i % 3));
        }
        Files.write(directory.resolve("rows.csv"), lines);
    }

    private static Tuning tuning(String home) {
        return Tuning.of(SmallTuning.specification(home, 3).set("data.path", directory.resolve("rows.csv").toString())
                .set("spark.\"ui.enabled\"", false).set("stop.trials", 4).build())
                .master("local[2]").directory(directory.resolve(home).toString());
    }

    @Test
    void whoEndsFirstLeavesSparkToTheOther() throws Exception {
        CountDownLatch training = new CountDownLatch(1);
        CountDownLatch alone = new CountDownLatch(1);
        TuningRun slow = tuning("slow").listeners(new TuningListener() {
            @Override
            public void rungStarted(Rung rung) {
                training.countDown();
                try {
                    alone.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }).start();
        training.await();
        TuningResult quick = tuning("quick").run();
        assertThat(SparkSession.getDefaultSession().get().sparkContext().isStopped()).isFalse();
        assertThat(quick.trials().count()).isEqualTo(4);
        alone.countDown();
        TuningResult last = slow.await();

        assertThat(SparkSession.getDefaultSession().exists(session -> !session.sparkContext().isStopped())).isFalse();
        assertThat(last.best()).isPresent();
        assertThat(last.leaderboard()).contains("Winner");
        assertThatThrownBy(last::trials).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TuningResult.of(session, \"" + last.directory());
        assertThat(TuningResult.of(directory.resolve("slow").toString()).summary()).isEqualTo(last.summary());
    }

    @Test
    void howSparkIsSetChangesNoResult() throws Exception {
        tuning("ours").run();
        try (SparkSession spark = SparkSession.builder().master("local[1]").config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "5").config("spark.sql.adaptive.enabled", "false")
                .config("spark.sql.leafNodeDefaultParallelism", "7").config("spark.scheduler.mode", "FIFO")
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.sql.caseSensitive", "true").getOrCreate()) {
            TuningResult given = tuning("ours").spark(spark).directory(directory.resolve("theirs").toString()).run();
            assertThat(SmallTuning.tables(given))
                    .isEqualTo(SmallTuning.tables(TuningResult.of(spark, directory.resolve("ours").toString())));
        }
    }
}
