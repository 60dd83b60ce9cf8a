package org.whittle.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.whittle.random.RandomStream;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;

@Tag("cluster")
class OtherJvmTest {

    /** Trials of the history: enough for all samplers to learn from. */
    private static final int TRIALS = 40;

    @Test
    void theSameHistoryAndStreamGiveTheSameProposals() throws Exception {
        // Another compiler of byte code and another garbage collector: neither may show.
        assertThat(elsewhere("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")).isEqualTo(proposals());
    }

    /** Prints the proposals of all samplers. */
    public static void main(String[] args) {
        System.out.print(proposals());
    }

    private static String proposals() {
        return SamplerContractTest.samplers().flatMap(sampler -> List.of(Spaces.digits(), Spaces.nested()).stream()
                .map(space -> proposals(sampler, space))).collect(Collectors.joining());
    }

    private static String proposals(Sampler sampler, SearchSpace space) {
        RandomStream random = RandomStream.ofSeed(7).child("sampler");
        List<Configuration> proposed = new RandomSampler().ask(space, Told.nothing(), TRIALS, random);
        return sampler.ask(space, Told.of(proposed), 4, random).stream()
                .map(c -> sampler.name() + ": " + c.fingerprint() + "\n").collect(Collectors.joining());
    }

    private static String elsewhere(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), OtherJvmTest.class.getName()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }
}
