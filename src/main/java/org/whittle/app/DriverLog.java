package org.whittle.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.OutputStreamAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.apache.logging.log4j.core.layout.JsonLayout;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.status.StatusConsoleListener;
import org.apache.logging.log4j.status.StatusListener;
import org.apache.logging.log4j.status.StatusLogger;
import org.apache.spark.SparkConf;
import org.whittle.run.TuningListener;
import org.whittle.study.Secrets;
import org.whittle.work.Fault;
import org.whittle.work.FileStore;

/**
 * The driver's log: what Spark, the engine and Whittle's own faults have to say to who looks for a fault. While it is
 * open nothing of that gets to the terminal, which belongs to the study. Secrets do not get into it.
 *
 * <p>It begins as a temporary file, because nothing is written into a study directory before everything was found to be
 * right. In a local study directory it then moves to its place, {@code logs/driver-TIME.log}, so that it outlives a
 * driver that is killed; elsewhere it is copied there when the driver ends.
 */
final class DriverLog implements TuningListener, AutoCloseable {

    private static final String NAME = "whittle-driver";
    private static final String OWN = "org.whittle";
    private static final String DIRECTORY = "logs";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

    private final String name = "driver-%s.log".formatted(LocalDateTime.now(ZoneOffset.UTC).format(TIME));
    private final List<Runnable> undo = new ArrayList<>();
    private LoggerContext context;
    private Path file;
    private PrintStream stream;
    private FileStore files;
    private boolean closed;

    private final Format format;

    /** How a line looks. */
    enum Format {
        /** For people. */
        TEXT,
        /** An object of JSON, with the trial's and the task's ids where there are any. */
        JSON;

        private Layout<?> layout(Configuration configuration) {
            return this == JSON
                    ? JsonLayout.newBuilder().setConfiguration(configuration).setCompact(true).setEventEol(true)
                            .setProperties(true).setStacktraceAsString(true).setCharset(StandardCharsets.UTF_8).build()
                    : PatternLayout.newBuilder().withCharset(StandardCharsets.UTF_8)
                            .withPattern("%d{ISO8601} %p %c{1} [%t]: %m%n%ex").build();
        }

        private String heading(String text) {
            return this == JSON ? new ObjectMapper().createObjectNode().put("message", text).toString() : text;
        }
    }

    /** What everybody warns of, and what Whittle itself tells: a line a rung. */
    private static final class Worth extends AbstractFilter {

        @Override
        public Result filter(LogEvent event) {
            boolean ours = event.getLoggerName().startsWith(OWN) && event.getLevel().isMoreSpecificThan(Level.INFO);
            return ours || event.getLevel().isMoreSpecificThan(Level.WARN) ? Result.NEUTRAL : Result.DENY;
        }
    }

    private DriverLog(Format format) {
        this.format = format;
    }

    /**
     * Turns the log to a file.
     *
     * @param heading the first line
     */
    static DriverLog open(String heading) {
        return open(heading, Format.TEXT);
    }

    /**
     * Turns the log to a file.
     *
     * @param heading the first line
     * @param format of all lines
     */
    static DriverLog open(String heading, Format format) {
        DriverLog log = new DriverLog(format);
        // Spark sets logging up when it first logs, and would do so over what is done here.
        new SparkConf(false).log();
        if (LogManager.getContext(false) instanceof LoggerContext core) {
            log.context = core;
            try {
                log.file = Files.createTempFile("whittle-", ".log");
                Files.writeString(log.file, format.heading(heading) + System.lineSeparator());
                log.append();
            } catch (IOException noRoom) {
                log.file = null;
            }
            if (System.getenv("WHITTLE_TRACE") == null) {
                log.clearTerminal();
            }
            core.updateLoggers();
        }
        return log;
    }

    /**
     * Runs a command that needs Spark and has no study directory to leave a log in: it is kept for a fault of Whittle's
     * own only.
     */
    static int during(String heading, Callable<Integer> command) throws Exception {
        DriverLog log = open(heading);
        try {
            int code = command.call();
            log.drop();
            return code;
        } catch (Throwable failure) {
            throw log.unfinished(failure, "");
        }
    }

    /**
     * What the report needs. Ends the log; that of a run whose end explains itself is deleted if no study has it.
     *
     * @param next the command that goes on
     */
    Unfinished unfinished(Throwable failure, String next) {
        note(failure);
        if (Fault.of(failure).whose() == Fault.Whose.OURS) {
            return new Unfinished(failure, next, keep());
        }
        drop();
        return new Unfinished(failure, next, "");
    }

    /** The study that the log belongs to, once its directory is this driver's. */
    @Override
    public synchronized void opened(FileStore studyFiles) {
        files = studyFiles;
        URI place = URI.create(studyFiles.locate(DIRECTORY + "/" + name).replace(" ", "%20"));
        if (file == null || !"file".equals(place.getScheme())) {
            return;
        }
        Path target = Path.of(place.getPath());
        try {
            detach();
            Files.createDirectories(target.getParent());
            Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
            file = target;
        } catch (IOException stays) {
            // The log is as good where it is.
        } finally {
            append();
            context.updateLoggers();
        }
    }

    /** Notes a fault with its trace. */
    void note(Throwable fault) {
        Logger logger = LogManager.getLogger(Whittle.class);
        logger.error("The driver failed", fault);
    }

    /** Ends the log. Returns where it lies; empty text if it could not be written. */
    synchronized String keep() {
        close();
        if (file == null) {
            return "";
        }
        String path = DIRECTORY + "/" + name;
        if (files == null || file.endsWith(Path.of(DIRECTORY, name))) {
            return file.toString();
        }
        try {
            files.write(path, Files.readAllBytes(file));
            Files.delete(file);
            return files.locate(path);
        } catch (IOException stays) {
            return file.toString();
        }
    }

    /** Ends the log of a run whose end explains itself: it is deleted if no study has it. */
    synchronized void drop() {
        close();
        try {
            if (file != null && files == null) {
                Files.deleteIfExists(file);
            } else {
                keep();
            }
        } catch (IOException stays) {
            // A temporary file more.
        }
    }

    /** Puts logging back as it was. */
    @Override
    public synchronized void close() {
        if (!closed && context != null) {
            detach();
            undo.forEach(Runnable::run);
            context.updateLoggers();
        }
        closed = true;
    }

    private void append() {
        Configuration configuration = context.getConfiguration();
        try {
            stream = Secrets.clear(
                    new PrintStream(new FileOutputStream(file.toFile(), true), true, StandardCharsets.UTF_8));
        } catch (IOException noLog) {
            return;
        }
        OutputStreamAppender appender = OutputStreamAppender.newBuilder()
                .setName(NAME)
                .setTarget(stream)
                .setConfiguration(configuration)
                .setLayout(format.layout(configuration))
                .setFilter(new Worth())
                .build();
        if (appender == null) {
            return;
        }
        appender.start();
        configuration.addAppender(appender);
        configuration.getRootLogger().addAppender(appender, null, null);
        if (!configuration.getLoggers().containsKey(OWN)) {
            configuration.addLogger(OWN, new LoggerConfig(OWN, Level.INFO, true));
            undo.add(() -> configuration.removeLogger(OWN));
        }
    }

    private void detach() {
        Configuration configuration = context.getConfiguration();
        configuration.getRootLogger().removeAppender(NAME);
        Appender appender = configuration.getAppender(NAME);
        if (appender != null) {
            configuration.getAppenders().remove(NAME);
            appender.stop();
            stream.close();
        }
    }

    private void clearTerminal() {
        // Log4j tells of its own troubles there, such as a full disk under the log.
        StatusLogger.getLogger().setLevel(Level.OFF);
        for (StatusListener listener : StatusLogger.getLogger().getListeners()) {
            if (listener instanceof StatusConsoleListener console) {
                console.setLevel(Level.OFF);
            }
        }
        for (LoggerConfig logger : context.getConfiguration().getLoggers().values()) {
            for (Appender appender : List.copyOf(logger.getAppenders().values())) {
                if (appender instanceof ConsoleAppender) {
                    logger.removeAppender(appender.getName());
                    undo.add(() -> logger.addAppender(appender, null, null));
                }
            }
        }
    }
}
