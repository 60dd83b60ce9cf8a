package com.example;

import java.util.Map;
import java.util.Set;
import org.whittle.space.Configuration;
import org.whittle.train.own.TrainableContract;
import org.whittle.work.Trainable;

class ValleyTest extends TrainableContract {

    @Override
    protected Trainable trainable() {
        return new Valley();
    }

    @Override
    protected Configuration configuration() {
        return Configuration.of(Map.of("rate", 0.04));
    }

    @Override
    protected Set<String> metrics() {
        return Set.of("loss");
    }
}
