package org.whittle.app;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.whittle.run.StudyStatus;
import org.whittle.study.InfrastructureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Waits for the end of a study that runs elsewhere. */
@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description = "Waits until a study is done, failed or lost, then prints and returns what status does. Starts "
                + "no Spark.",
        footer = {"", "Exit codes: those of status; 5 where the time-out came first."})
final class WaitCommand implements Callable<Integer> {

    /** Between two looks: at least so long, and so many times as long as a look takes, but not longer than that. */
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final int SHARE = 10;
    private static final Duration MOST = Duration.ofSeconds(20);
    /** A file system may be away for so long. */
    private static final Duration OUTAGE = Duration.ofMinutes(2);
    /** An owner whose clock is behind this machine's renews its sign of life in this time. */
    private static final Duration WATCH = Duration.ofSeconds(10);

    @Parameters(paramLabel = "STUDY", description = "study directory")
    private String study;

    @Option(names = "--timeout", paramLabel = "TIME", converter = Time.class,
            description = "gives up after so long, for instance \"2 hours\"; default: never")
    private Duration timeout;

    @Option(names = "--json", description = "the study's summary with its state, for programs")
    private boolean json;

    @Mixin
    private StudyPlace place;

    /** A time with its unit, as in a study file. */
    static final class Time implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            try {
                if (text.strip().matches("\\d+(\\.\\d+)?\\s*[a-z]+")) {
                    return ConfigFactory.parseMap(Map.of("time", ConfigValueFactory.fromAnyRef(text)))
                            .getDuration("time");
                }
            } catch (ConfigException noSuchUnit) {
                // Said below.
            }
            throw new TypeConversionException("'%s' is not a time with its unit; write for instance \"2 hours\""
                    .formatted(text));
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        String directory = place.of(study);
        long began = System.nanoTime();
        long end = timeout == null ? Long.MAX_VALUE : began + timeout.toNanos();
        StudyStatus status = StatusText.of(directory);
        long told = System.nanoTime();
        long took = told - began;
        Silence silence = new Silence();
        while (true) {
            boolean over = status.state() == StudyStatus.State.LOST
                    ? silence.isCertain(status.ownerSeen(), System.nanoTime())
                    : !status.state().underWay();
            if (over || System.nanoTime() >= end) {
                StatusText.print(status, json);
                return over ? StatusText.exitCode(status) : ExitCode.UNDER_WAY;
            }
            long pause = Math.min(MOST.toNanos(), Math.max(LEAST.toNanos(), SHARE * took));
            // A millisecond more than is left, or the last would be spent in many looks.
            Thread.sleep(Duration.ofNanos(Math.min(pause, end - System.nanoTime())).plusMillis(1).toMillis());
            long look = System.nanoTime();
            try {
                status = StatusText.of(directory);
                told = System.nanoTime();
            } catch (InfrastructureException away) {
                if (System.nanoTime() - told > OUTAGE.toNanos()) {
                    throw away;
                }
            }
            took = System.nanoTime() - look;
        }
    }

    /** Whether an owner that seems silent is: its clock may be behind this machine's, and then its sign moves on. */
    static final class Silence {

        private Optional<Instant> sign = Optional.empty();
        private long since;

        /**
         * @param seen the owner's last sign of life; without one there is nothing to watch
         * @param now in nanoseconds, by this machine's clock
         */
        boolean isCertain(Optional<Instant> seen, long now) {
            if (seen.isPresent() && !seen.equals(sign)) {
                sign = seen;
                since = now;
            }
            return seen.isEmpty() || now - since >= WATCH.toNanos();
        }
    }
}
