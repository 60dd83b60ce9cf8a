package org.whittle.config.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    @Test
    void theNearestWordIsTheOneWithTheFewestMistakes() {
        assertThat(Nearest.to("learnin_rate", List.of("learning-rate", "layers"))).contains("learning-rate");
        assertThat(Nearest.to("layer", List.of("learning-rate", "layers"))).contains("layers");
        assertThat(Nearest.to("adm", List.of("adamw", "adam"))).contains("adam");
    }

    @Test
    void aPartOfAWordIsNearIt() {
        assertThat(Nearest.to("decay", List.of("weight-decay", "layers"))).contains("weight-decay");
        assertThat(Nearest.to("dropout-probability", List.of("dropout", "layers"))).contains("dropout");
    }

    @Test
    void anotherWordIsNotNear() {
        assertThat(Nearest.to("banana", List.of("sgd", "adam"))).isEmpty();
    }
}
