package org.whittle.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void oneMistakeIsALetterMissingSuperfluousWrongOrTwoSwapped() {
        assertThat(Nearest.distance("sgd", "sg")).isEqualTo(1);
        assertThat(Nearest.distance("sgd", "sggd")).isEqualTo(1);
        assertThat(Nearest.distance("sgd", "sgx")).isEqualTo(1);
        assertThat(Nearest.distance("sgd", "sdg")).isEqualTo(1);
        assertThat(Nearest.distance("SGD", "sgd")).isZero();
        assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Nearest.distance("elarnign", "learning")).as("one pair counts as one, a second as two").isEqualTo(3);
    }

    @Test
    void aThirdOfTheLettersMayDiffer() {
        assertThat(Nearest.typed("adm", List.of("adamw", "adam"))).contains("adam");
        assertThat(Nearest.typed("layer", List.of("learning-rate", "layers"))).contains("layers");
        assertThat(Nearest.typed("abxyef", List.of("abcdef"))).contains("abcdef");
        assertThat(Nearest.typed("axyzef", List.of("abcdef"))).isEmpty();
        assertThat(Nearest.typed("banana", List.of("sgd", "adam"))).isEmpty();
        assertThat(Nearest.typed("a", List.of("c", "b"))).as("of equals the first by the alphabet").contains("b");
    }

    @Property(tries = 300, seed = "51")
    void theDistanceIsZeroForEqualsOnlyAndNeverMoreThanAllLetters(@ForAll @AlphaChars @StringLength(max = 7) String a,
            @ForAll @AlphaChars @StringLength(max = 7) String b) {
        assertThat(Nearest.distance(a, a)).isZero();
        assertThat(Nearest.distance(a, b)).isLessThanOrEqualTo(Math.max(a.length(), b.length()));
        assertThat(Nearest.distance(a, b) == 0).isEqualTo(a.equalsIgnoreCase(b));
    }
}
