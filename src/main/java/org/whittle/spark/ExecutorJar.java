package org.whittle.spark;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.whittle.study.InvalidInputException;

/** Looks whether executors of a session that somebody else started have Whittle. */
public final class ExecutorJar {

    /** What becomes of a class that is not there, or is another: the probe does nothing that could fail otherwise. */
    private static final Pattern LACKING =
            Pattern.compile("ClassNotFoundException|NoClassDefFoundError|InvalidClassException|SerializedLambda");

    private ExecutorJar() {
    }

    private record Probe() implements Function<Integer, Integer> {
        @Override
        public Integer call(Integer value) {
            return value;
        }
    }

    /** @throws InvalidInputException if they have not */
    public static void require(SparkContext context) {
        if (context.isLocal()) {
            return;
        }
        try {
            JavaSparkContext.fromSparkContext(context).parallelize(List.of(0), 1).map(new Probe()).collect();
        } catch (Exception e) {
            // Scala throws checked exceptions unannounced.
            if (e instanceof SparkException && LACKING.matcher(String.valueOf(e.getMessage())).find()) {
                throw new InvalidInputException(
                        "Spark's executors do not have Whittle's jar; start the session with " + "spark.jars = "
                                + ExecutorJar.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath());
            }
            throw e;
        }
    }
}
