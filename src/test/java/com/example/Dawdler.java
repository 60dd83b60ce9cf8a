package com.example;

import java.util.concurrent.ThreadLocalRandom;
import org.whittle.work.Trainable;

/** A {@link Valley} on machines that nobody can rely on: every call takes a time of its own, another in every run. */
public final class Dawdler implements Trainable {

    @Override
    public String name() {
        return "dawdler";
    }

    @Override
    public void train(Task task, Reporter reporter) throws Exception {
        Thread.sleep(ThreadLocalRandom.current().nextInt(80));
        new Valley().train(task, reporter);
    }
}
