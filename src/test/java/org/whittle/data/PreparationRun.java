package org.whittle.data;

import java.nio.file.Path;

/** Prepares the digits in a process of its own. */
final class PreparationRun {

    private PreparationRun() {
    }

    /** @param arguments the study directory and Spark's master */
    public static void main(String[] arguments) {
        new DataPreparer(TestSpark.session(arguments[1]), new LocalFiles(Path.of(arguments[0])))
                .prepare(Settings.digits().spec(), SparkTest.SEED, step -> { }, () -> { });
    }
}
