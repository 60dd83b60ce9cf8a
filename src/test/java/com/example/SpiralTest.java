package com.example;

import java.util.stream.Stream;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.SamplerContract;

class SpiralTest extends SamplerContract {

    @Override
    protected Stream<Sampler> samplers() {
        return Stream.of(new Spiral());
    }
}
