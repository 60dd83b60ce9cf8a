package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Digits with five folds: the same tables, bit for bit, wherever they are trained and whatever dies meanwhile. */
@Tag("cluster")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class FoldsStudyTest {

    private static final String STUDY = """
            data { path = "classpath:sample/digits.csv", label = digit, split.folds.k = 5 }
            search { sampler = sobol, scheduler = hyperband, max-epochs = 4, eta = 2, iterations = 1 }
            space { units = [16, 32], learning-rate { low = 0.003, high = 0.03, log = true }, dropout {} }
            training.layers = 1
            baseline { units = 32, learning-rate = 0.003 }
            test.resamples = 100
            """;

    @TempDir
    Path directory;

    @Test
    void tablesAreTheSameOnCoresAndProcessesAndAfterKills() throws Exception {
        Path file = directory.resolve("folds.conf");
        Files.writeString(file, STUDY);
        Path one = directory.resolve("one");
        NetworkKindsTest.tune(file, one, "local[1]");
        Path two = directory.resolve("two");
        NetworkKindsTest.tune(file, two, "local[2]");
        NetworkKindsTest.assertSame(two, one);
        Path processes = directory.resolve("processes");
        NetworkKindsTest.tune(file, processes, "local-cluster[2,1,1024]", SmallStudy.executorProcesses());
        NetworkKindsTest.assertSame(processes, one);
        for (int commits : List.of(3, 6)) {
            Path killed = directory.resolve("killed-" + commits);
            NetworkKindsTest.killOnceThereAre(commits, file, killed);
            NetworkKindsTest.tune(file, killed, "local[2]", "--resume");
            NetworkKindsTest.assertSame(killed, one);
        }
        eachFoldHasItsOwnPreprocessing(one);
    }

    private static void eachFoldHasItsOwnPreprocessing(Path study) throws IOException {
        List<String> fitted = new ArrayList<>(List.of(Files.readString(study.resolve("data/preprocessing.json"))));
        try (Stream<Path> folds = Files.list(study.resolve("data"))) {
            for (Path fold : folds.filter(path -> path.getFileName().toString().startsWith("fold=")).toList()) {
                fitted.add(Files.readString(fold.resolve("preprocessing.json")));
            }
        }
        assertThat(fitted).hasSize(6).doesNotHaveDuplicates();
    }
}
