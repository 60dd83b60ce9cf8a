package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.OtherJvm;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;

@Tag("cluster")
class OtherJvmTest {

    /** Trials of the history: enough for all samplers to learn from. */
    private static final int TRIALS = 25;

    private static String here;

    @ParameterizedTest
    @EnumSource(OtherJvm.class)
    void theSameHistoryAndStreamGiveTheSameProposals(OtherJvm jvm) throws Exception {
        if (here == null) {
            here = proposals();
        }

        assertThat(jvm.run(OtherJvmTest.class)).isEqualTo(here)
                .hasLineCount(4 * 2 * (int) new SamplerContractTest().samplers().count());
    }

    /** Prints the proposals of all samplers. */
    public static void main(String[] args) {
        System.out.print(proposals());
    }

    private static String proposals() {
        return new SamplerContractTest()
                .samplers()
                .flatMap(sampler ->
                        List.of(Spaces.digits(), Spaces.nested()).stream().map(space -> proposals(sampler, space)))
                .collect(Collectors.joining());
    }

    private static String proposals(Sampler sampler, SearchSpace space) {
        RandomStream random = RandomStream.ofSeed(7).child("sampler");
        List<Configuration> proposed = new RandomSampler().ask(space, Told.nothing(), TRIALS, random);
        return sampler.ask(space, Told.of(proposed), 4, random).stream()
                .map(c -> sampler.name() + ": " + c.fingerprint() + "\n").collect(Collectors.joining());
    }
}
