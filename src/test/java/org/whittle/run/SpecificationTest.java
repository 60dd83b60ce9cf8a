package org.whittle.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudySpec;

/** A study is the same, and is checked the same, wherever it is written. */
class SpecificationTest {

    private static final String TEXT = """
            study { name = flowers, seed = 7 }
            data { path = "/tables/flowers.parquet", label = species, ignore = [id] }
            space {
              learning-rate { type = real, low = 1e-4, high = 1e-1, log = true }
              units         { type = int, low = 8, high = 64 }
              dropout       { type = real, low = 0, high = 0.5 }
              optimizer     { type = choice, values = [sgd, adam] }
              momentum      { type = real, low = 0, high = 0.9, when = "optimizer = sgd" }
            }
            constraints = ["units * dropout <= 20"]
            baseline.units = 16
            objective.metric = accuracy
            search { max-epochs = 9 }
            """;

    private static SpecificationBuilder built() {
        return Specification.named("flowers").seed(7).set("data.path", "/tables/flowers.parquet").label("species")
                .set("data.ignore", java.util.List.of("id")).logarithmic("learning-rate", 1e-4, 1e-1)
                .integer("units", 8, 64).real("dropout", 0, 0.5).choice("optimizer", "sgd", "adam")
                .real("momentum", 0, 0.9).when("momentum", "optimizer = sgd").constraint("units * dropout <= 20")
                .baseline("units", 16).objective("accuracy").set("search.max-epochs", 9);
    }

    @Test
    void fileTextAndJavaAreOneStudy(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("flowers.conf"), TEXT);
        StudySpec ofFile = Specification.file(file.toString()).read();
        StudySpec ofText = Specification.text(TEXT).read();
        StudySpec ofJava = built().build().read();

        assertThat(ofText.resolved()).isEqualTo(ofFile.resolved());
        assertThat(ofJava.resolved()).isEqualTo(ofFile.resolved());
        assertThat(ofJava.space().names()).containsExactlyInAnyOrderElementsOf(ofFile.space().names());
        assertThat(ofJava.baseline()).isEqualTo(ofFile.baseline());
        assertThat(Specification.text(TEXT).with("search.eta", "4").read().resolved())
                .isEqualTo(built().set("search.eta", 4).build().read().resolved());
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceWithItsSetting() {
        assertThatThrownBy(() -> built().set("search.etta", 1)
                        .set("search.eta", 1)
                        .real("drop-out", 0, 1)
                        .build()
                        .read())
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        """
                        flowers: search.etta is not a setting; write search.eta
                        flowers: space.drop-out is not a hyperparameter; write space.dropout
                        flowers: search.eta = 1 is not a whole number of at least 2; write 2""");
        assertThatThrownBy(() -> Specification.text(TEXT.replace("max-epochs = 9", "max-epochs = nine")).read())
                .isInstanceOf(InvalidInputException.class).hasMessageStartingWith("study:13: search.max-epochs = nine");
        assertThatThrownBy(() -> Specification.text("space { [").read()).isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("study:1: ");
        assertThatThrownBy(() -> built().set("data", 3).build().read()).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> built().set("training.units", null).build()).isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("training.units is null");
    }
}
