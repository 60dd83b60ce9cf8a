package org.whittle.train.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.net.Mlp;
import org.whittle.net.ParameterLayout;
import org.whittle.net.activation.Activations;
import org.whittle.train.graph.CohortShape;

class CohortLayoutTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyParameterHasAPlaceOfItsOwnAndIsFoundThereAgain(boolean normalized) {
        List<Mlp> networks = new ArrayList<>();
        for (List<Integer> units : List.of(List.of(200, 150, 40), List.of(120, 300, 40), List.of(200, 90),
                List.<Integer>of())) {
            networks.add(new Mlp(30, units, 5, Activations.ofKey("relu"), 0, normalized));
        }
        CohortShape shape = CohortShape.of(networks);
        CohortLayout layout = new CohortLayout(shape);
        float[] flat = new float[layout.size()];
        List<float[]> all = new ArrayList<>();
        int next = 1;
        for (int network = 0; network < networks.size(); network++) {
            float[] parameters = new float[ParameterLayout.trained(shape.padded(network).architecture()).size()];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = next++;
            }
            layout.scatter(network, parameters, flat);
            all.add(parameters);
        }

        // The first layer's weights of three networks and of one without hidden layers, and 200 × 150 weights of three.
        assertThat(layout.panels()).hasSize(4);
        assertThat(layout.hidden(1).get(0).panel()).isGreaterThan(0);
        assertThat(layout.hidden(2).get(0).panel()).isZero();
        for (int network = 0; network < networks.size(); network++) {
            float[] found = new float[all.get(network).length];
            layout.gather(network, flat, found);
            assertThat(found).isEqualTo(all.get(network));
        }
    }
}
