package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.study.InvalidInputException;

class StudyPlaceTest {

    @Test
    void namesInBracesAreReplacedByWhatIsGiven() {
        assertThat(StudyPlace.of("s3a://studies/{team}/churn-{day}-{day}", Map.of("day", "2026-11-27", "team", "a.b")))
                .isEqualTo("s3a://studies/a.b/churn-2026-11-27-2026-11-27");
        assertThat(StudyPlace.of("studies/churn", Map.of())).isEqualTo("studies/churn");
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> StudyPlace.of("churn-{day}-{hour}", Map.of("hour", "07:00", "dey", "1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("has {day}", "--var day=VALUE", "--var dey=1", "has no {dey}",
                        "--var hour=07:00", "letters, digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a:b", "a b", "{b}", "ü"})
    void aValueIsAPartOfADirectorysName(String value) {
        assertThatThrownBy(() -> StudyPlace.of("churn-{day}", Map.of("day", value)))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("--var day=");
    }
}
