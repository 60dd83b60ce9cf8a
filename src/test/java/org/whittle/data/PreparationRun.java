package org.whittle.data;

import java.nio.file.Path;

/** Prepares the digits in a process of its own: arguments are the study directory and Spark's master. */
final class PreparationRun {

    private PreparationRun() {
    }

    public static void main(String[] arguments) {
        LocalFiles files = new LocalFiles(Path.of(arguments[0]));
        long t0 = System.nanoTime();
        var spark = TestSpark.session(arguments[1]);
        long t1 = System.nanoTime();
        PreparedData prepared = new DataPreparer(spark, files).prepare(Settings.digits().spec(), 42, () -> { });
        System.out.println(prepared.fingerprint());
        System.out.printf("spark %.2f prepare %.2f%n", (t1 - t0) / 1e9, (System.nanoTime() - t1) / 1e9);
    }
}
