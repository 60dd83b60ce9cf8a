package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.sampler.gp.GaussianProcessSampler;
import org.whittle.space.Parameter;
import org.whittle.space.SearchSpace;

class AutoSamplerTest {

    @Test
    void picksByTheNumberOfParameters() {
        assertThat(AutoSampler.of(Spaces.digits())).isInstanceOf(GaussianProcessSampler.class);
        assertThat(AutoSampler.of(cube(60))).isInstanceOf(GaussianProcessSampler.class);
        assertThat(AutoSampler.of(cube(61))).isInstanceOf(SobolSampler.class);
        assertThat(AutoSampler.of(cube(1001))).isInstanceOf(RandomSampler.class);
    }

    @Test
    void proposesWhatThePickedSamplerDoes() {
        RandomStream random = RandomStream.ofSeed(1);

        assertThat(new AutoSampler().ask(Spaces.digits(), Told.nothing(), 5, random))
                .isEqualTo(new GaussianProcessSampler().ask(Spaces.digits(), Told.nothing(), 5, random));
    }

    private static SearchSpace cube(int dimensions) {
        List<Parameter<?>> parameters = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            parameters.add(Spaces.real("x" + d, 0, 1));
        }
        return SearchSpace.of(parameters.toArray(new Parameter<?>[0]));
    }
}
