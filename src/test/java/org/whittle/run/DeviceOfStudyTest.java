package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent.StudyOpened;
import org.whittle.study.StudyState;
import org.whittle.work.DeviceProfile;

/** What a study's cohorts are planned for is recorded when it opens, and stays when it goes on elsewhere. */
class DeviceOfStudyTest {

    private static final DeviceProfile CARD = new DeviceProfile("NVIDIA H200", 35_942, "9.0");

    @Test
    void aStudyThatWasOpenedOnAGpuStaysPlannedForItOnCores(@TempDir Path directory) throws Exception {
        SparkSession spark = SmallTuning.spark();
        try {
            Dataset<Row> rows = SmallTuning.rows(spark);
            // One after the other: then the cohort of a rung is bounded by nothing but the device.
            Specification specification = SmallTuning.specification("device", 3).set("cohort.min-per-rung", 1).build();
            TuningResult onCores = Tuning.of(specification).spark(spark).data(rows)
                    .directory(directory.resolve("cores").toString()).run();
            StudyOpened opened = opened(directory.resolve("cores"));
            assertThat(opened.device()).isEqualTo(DeviceProfile.CORE);

            // The same study, as a driver left it that had opened it where tasks have a GPU, and died.
            Path home = directory.resolve("gpu");
            copy(directory.resolve("cores"), home);
            HadoopFileStore files = new HadoopFileStore(home.toString(), Map.of());
            try (StudyDirectory owned = StudyDirectory.resume(files)) {
                owned.ledger().append(List.of(new StudyOpened(Instant.EPOCH, opened.name(), opened.seed(),
                        opened.dataFingerprint(), opened.versions(), opened.chosen(), CARD)));
            }
            List<String> told = Collections.synchronizedList(new ArrayList<>());
            TuningResult resumed = Tuning.of(specification).spark(spark).data(rows).directory(home.toString())
                    .resume().listeners(new TuningListener() {
                        @Override
                        public void noted(String line) {
                            told.add(line);
                        }
                    }).run();

            assertThat(told).contains(
                    "cohorts stay planned for NVIDIA H200, 35,942 MiB a task, as when the study was opened");
            assertThat(opened(home).device()).isEqualTo(CARD);
            assertThat(resumed.trials().count()).isEqualTo(onCores.trials().count());
        } finally {
            spark.stop();
        }
    }

    private static StudyOpened opened(Path home) {
        return new StudyState(StudyDirectory.read(new HadoopFileStore(home.toString(), Map.of())).ledger().read())
                .opened().orElseThrow();
    }

    private static void copy(Path from, Path to) throws Exception {
        for (String part : List.of("study.json", "data")) {
            Path source = from.resolve(part);
            try (var paths = Files.walk(source)) {
                for (Path path : paths.toList()) {
                    Path target = to.resolve(from.relativize(path));
                    Files.createDirectories(Files.isDirectory(path) ? target : target.getParent());
                    if (Files.isRegularFile(path)) {
                        Files.copy(path, target);
                    }
                }
            }
        }
    }
}
