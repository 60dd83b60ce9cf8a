package org.whittle.app;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.SparkUserAppException;
import org.apache.spark.util.SignalUtils;
import org.whittle.score.engine.LongCalls;

/**
 * How this process ends when it is asked to, by Ctrl-C (SIGINT), SIGTERM or SIGHUP: with one line, and within two
 * seconds, or when the step of training that is under way is done. Nothing is lost by it: what a study has committed is
 * on its file system, whole. State of the process, like the signals themselves.
 */
final class Interruption {

    /** Time to release the study and the cluster; the rest of the two seconds is the JVM's. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final Map<String, Integer> SIGNALS = new TreeMap<>(Map.of("HUP", 1, "INT", 2, "TERM", 15));
    /** What shells and schedulers know a signal's end by is above this. */
    private static final int KILLED = 128;

    private static final AtomicBoolean ENDING = new AtomicBoolean();
    private static volatile String next = "";
    private static volatile AutoCloseable work = () -> { };

    private Interruption() {
    }

    /** From now on signals end this process in order. */
    static void listen(PrintStream terminal) {
        SIGNALS.forEach((name, number) -> SignalUtils.register(name, () -> {
            end(terminal, name, KILLED + number);
            return true;
        }));
    }

    /**
     * What is under way.
     *
     * @param goOn the command that goes on with it
     * @param release lets go of what it holds
     */
    static void during(String goOn, AutoCloseable release) {
        next = " To go on: " + goOn;
        work = release;
    }

    /**
     * Ends this process, unless a signal does already. In YARN's cluster mode this thread is one of the application's
     * master, which tells YARN how it ended: to the master an exit is a failure, even with 0.
     *
     * @throws SparkUserAppException there, if the code is another: the master ends with it
     */
    static void exit(int code) throws SparkUserAppException {
        while (ENDING.get()) {
            // The thread of the signal ends the process, with its own exit code.
            sleep();
        }
        if (!isInMasterOfYarn()) {
            System.exit(code);
        } else if (code != ExitCode.DONE) {
            throw new SparkUserAppException(code);
        }
    }

    private static boolean isInMasterOfYarn() {
        return "yarn".equals(System.getProperty("spark.master"))
                && "cluster".equals(System.getProperty("spark.submit.deployMode"));
    }

    private static void end(PrintStream terminal, String signal, int code) {
        if (!ENDING.compareAndSet(false, true)) {
            return;
        }
        // A progress bar leaves the cursor in its line.
        String line = "whittle: stopped by %s; nothing is lost.%s"
                .formatted(signal.equals("INT") ? "Ctrl-C" : "SIG" + signal, next);
        terminal.println(System.console() == null ? line : System.lineSeparator() + line);
        // Nothing that falls over now has anything to say.
        System.out.close();
        System.err.close();
        Thread release = new Thread(() -> {
            try {
                work.close();
            } catch (Exception e) {
                // The next driver finds this process gone.
            }
        }, "whittle-release");
        release.setDaemon(true);
        release.start();
        LongCalls.end();
        try {
            release.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            // Then at once.
        }
        Runtime.getRuntime().halt(code);
    }

    private static void sleep() {
        try {
            Thread.sleep(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            // The signal's thread is not to be hurried.
        }
    }
}
