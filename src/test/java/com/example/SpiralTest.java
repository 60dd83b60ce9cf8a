package com.example;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whittle.net.setting.Values;
import org.whittle.sampler.Sampler;
import org.whittle.sampler.SamplerContract;

class SpiralTest extends SamplerContract {

    @Override
    protected Stream<Sampler> samplers() {
        return Stream.of(new Spiral(), new Spiral().with(new Values(new TreeMap<>(Map.of("stride", 7)))));
    }
}
