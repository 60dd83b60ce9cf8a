package org.whittle.run;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;
import org.apache.spark.sql.SparkSession;
import org.whittle.spark.SparkSettings;

/**
 * Settings of somebody's session that a study's rows are read and shuffled by, for as long as there is a study; then
 * they are as they were. Several studies of one session may overlap: the last one puts them back.
 */
public final class SessionSettings implements AutoCloseable {

    /** What sessions had before, and how many studies there are. */
    private static final Map<SparkSession, Before> BEFORE = new WeakHashMap<>();

    private static final class Before {
        private final Map<String, Optional<String>> settings = new TreeMap<>();
        private int studies;
    }

    private final SparkSession session;
    private boolean closed;

    private SessionSettings(SparkSession session) {
        this.session = session;
    }

    /** Sets them until this is closed. */
    public static SessionSettings during(SparkSession session) {
        synchronized (BEFORE) {
            Before before = BEFORE.computeIfAbsent(session, own -> new Before());
            if (before.studies++ == 0) {
                SparkSettings.ofSessions().forEach((name, value) -> {
                    scala.Option<String> own = session.conf().getOption(name);
                    before.settings.put(name, session.sessionState().conf().contains(name) ? Optional.of(own.get())
                            : Optional.empty());
                    session.conf().set(name, value);
                });
            }
        }
        return new SessionSettings(session);
    }

    @Override
    public void close() {
        synchronized (BEFORE) {
            Before before = BEFORE.get(session);
            if (closed || before == null) {
                return;
            }
            closed = true;
            if (--before.studies == 0) {
                BEFORE.remove(session);
                before.settings.forEach((name, value) -> value.ifPresentOrElse(
                        own -> session.conf().set(name, own), () -> session.conf().unset(name)));
            }
        }
    }
}
