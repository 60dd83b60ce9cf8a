package org.whittle.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InfrastructureException;
import org.whittle.study.StudyInUseException;
import org.whittle.work.FileStore;

/**
 * Ownership of a study: one driver at a time.
 *
 * <p>Owners are numbered. Who makes {@code owner/00000007.json} first is the seventh owner, and stays it until there is
 * an eighth. While it runs, an owner renews {@code owner/00000007-heartbeat.json} every 3 seconds; when it ends in
 * order, it writes there that the study is released. A driver that finds an owner
 * <ul>
 * <li>that released the study, or whose process has ended on this machine, becomes the next owner at once;
 * <li>that renews its heartbeat while one watches, is told that the study is in use (after 3 seconds at most);
 * <li>that has been silent for 30 seconds, becomes the next owner.
 * </ul>
 *
 * <p>Where files cannot be made exclusively ({@link FileStore#isExclusive}, object stores), two drivers may make the
 * same claim, and the later one's stays. So a claim has a token, a random name: whoever made one waits for a while, and
 * owns the study if its token is still there. An owner whose claim is replaced even later, by a driver that slept
 * between its look and its writing, finds the other token before its next commit or heartbeat, and stops. What a
 * former owner's last commit, sent before that, does to the ledger, {@link HadoopLedger} mends.
 *
 * <p>An owner whose run of the study failed says so in {@code owner/00000007-end.json} before it releases the study.
 *
 * <p>An owner that was only asleep finds the next owner's file before its next commit or heartbeat, and stops; should
 * it look a moment too early, the ledger's exclusive commits stop it. No clock is compared with that of another
 * machine, but to shorten the watch on a heartbeat that is old already: at least 6 seconds are always watched.
 */
public final class StudyLock implements AutoCloseable {

    static final Pace PACE = new Pace(Duration.ofSeconds(3), Duration.ofSeconds(30), Duration.ofSeconds(5));
    private static final String DIRECTORY = "owner";

    private final FileStore files;
    private final int number;
    private final byte[] claim;
    private final Pace pace;
    private long beats;
    private boolean closed;

    /**
     * @param heartbeat time between two heartbeats
     * @param silence after which an owner counts as dead
     * @param settling after which the claim of a driver that looked at the same moment has been written, unless that
     *     slept
     */
    record Pace(Duration heartbeat, Duration silence, Duration settling) {
    }

    private record Claim(int format, DriverProcess driver, Instant since) {
    }

    /** As a claim is written: with a token, which only tells it from others of the same number. */
    private record Claimed(int format, DriverProcess driver, Instant since, String token) {
    }

    private record Heartbeat(int format, long beat, Instant at, boolean released) {
    }

    /**
     * How an owner's run of the study failed.
     *
     * @param exitCode of its process
     */
    private record End(int format, int exitCode, String reason, Instant at) {
    }

    private StudyLock(FileStore files, int number, byte[] claim, Pace pace) {
        this.files = files;
        this.number = number;
        this.claim = claim;
        this.pace = pace;
    }

    /**
     * Makes this process the study's owner until the lock is closed. May take 30 seconds if another machine's driver
     * died.
     *
     * @throws StudyInUseException if another driver is at work, naming it
     */
    public static StudyLock acquire(FileStore files) {
        return acquire(files, DriverProcess.current(), PACE);
    }

    /**
     * Leaves the study as it is, but looks whether a driver is at work; may take as long as {@link #acquire}.
     *
     * @throws StudyInUseException if so, naming it
     */
    public static void requireFree(FileStore files) {
        try {
            requireFree(files, lastOwner(files), PACE);
        } catch (IOException e) {
            throw unreachable(files, e);
        }
    }

    static StudyLock acquire(FileStore files, DriverProcess driver, Pace pace) {
        try {
            while (true) {
                int last = lastOwner(files);
                requireFree(files, last, pace);
                StudyLock lock = new StudyLock(files, last + 1, sealed(new Claimed(EarlierFormats.FORMAT, driver,
                        Instant.now(), UUID.randomUUID().toString())), pace);
                if (lock.owns()) {
                    lock.beat(false);
                    Thread heart = new Thread(lock::keepBeating, "whittle-study-heartbeat");
                    heart.setDaemon(true);
                    heart.start();
                    return lock;
                }
                // Somebody else was faster; look at that owner now.
            }
        } catch (IOException e) {
            throw unreachable(files, e);
        }
    }

    /** Makes the claim. Whether it holds. */
    private boolean owns() throws IOException {
        if (!files.writeNew(claim(number), claim)) {
            return false;
        }
        if (files.isExclusive()) {
            return true;
        }
        sleep(pace.settling());
        return !isTakenOver();
    }

    /**
     * @throws StudyInUseException if another driver took the study over, because this one had been silent for too long
     */
    public void requireOwned() {
        try {
            if (isTakenOver()) {
                throw inUse(files, lastOwner(files));
            }
        } catch (IOException e) {
            throw unreachable(files, e);
        }
    }

    /** What can be told of the study's last owner without waiting; empty if it never had one. */
    static Optional<LastOwner> last(FileStore files) throws IOException {
        int owner = lastOwner(files);
        if (owner == 0) {
            return Optional.empty();
        }
        Optional<Heartbeat> heartbeat = readHeartbeat(files, owner);
        Optional<LastOwner.Failure> failure = readIfThere(files, end(owner), End.class)
                .map(end -> new LastOwner.Failure(end.exitCode(), end.reason()));
        return Optional.of(new LastOwner(
                heartbeat.isPresent() ? heartbeat.get().at() : readClaim(files, owner).since(), failure));
    }

    /**
     * Leaves a note of how this owner's run failed, for those who ask later. To be followed by {@link #close}; does
     * nothing behind it.
     *
     * @param exitCode of the process
     */
    public synchronized void fail(int exitCode, String reason) {
        try {
            if (!closed && !isTakenOver()) {
                files.write(end(number), sealed(new End(EarlierFormats.FORMAT, exitCode, reason, Instant.now())));
            }
        } catch (IOException e) {
            // Then the study counts as lost after a while, and not as failed.
        }
    }

    /** Releases the study, if it is still owned. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        notifyAll();
        try {
            if (!isTakenOver()) {
                beat(true);
            }
        } catch (IOException e) {
            // The next driver finds the process gone, or the heartbeat silent.
        }
    }

    private synchronized void keepBeating() {
        while (!closed) {
            try {
                wait(pace.heartbeat().toMillis());
                if (closed || isTakenOver()) {
                    return;
                }
                beat(false);
            } catch (IOException missed) {
                // One missed heartbeat is none; the next may get through.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void beat(boolean released) throws IOException {
        files.write(heartbeat(number), sealed(new Heartbeat(EarlierFormats.FORMAT, beats++, Instant.now(), released)));
    }

    private boolean isTakenOver() throws IOException {
        return files.exists(claim(number + 1))
                || !files.isExclusive() && !Arrays.equals(files.read(claim(number)), claim);
    }

    private static void requireFree(FileStore files, int owner, Pace pace) throws IOException {
        if (owner > 0 && isAlive(files, owner, pace)) {
            throw inUse(files, owner);
        }
    }

    private static boolean isAlive(FileStore files, int owner, Pace pace) throws IOException {
        Claim claim = readClaim(files, owner);
        Optional<Heartbeat> first = readHeartbeat(files, owner);
        if (first.map(Heartbeat::released).orElse(false) || claim.driver().hasEnded()) {
            return false;
        }
        Duration silent = Duration.between(first.map(Heartbeat::at).orElse(claim.since()), Instant.now());
        Duration least = pace.heartbeat().multipliedBy(2);
        Duration watch = silent.isNegative() ? pace.silence() : pace.silence().minus(silent);
        long end = System.nanoTime() + (watch.compareTo(least) < 0 ? least : watch).toNanos();
        while (System.nanoTime() < end) {
            sleep(pace.heartbeat().dividedBy(6));
            Optional<Heartbeat> now = readHeartbeat(files, owner);
            if (!now.equals(first)) {
                return !now.map(Heartbeat::released).orElse(false);
            }
        }
        return false;
    }

    private static void sleep(Duration time) throws IOException {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while waiting for the study's owner", e);
        }
    }

    private static int lastOwner(FileStore files) throws IOException {
        return files.list(DIRECTORY).stream().filter(name -> name.matches("[0-9]{8}\\.json"))
                .map(name -> Integer.valueOf(name.substring(0, 8))).max(Comparator.naturalOrder()).orElse(0);
    }

    private static Claim readClaim(FileStore files, int owner) throws IOException {
        return read(files, claim(owner), Claim.class);
    }

    private static Optional<Heartbeat> readHeartbeat(FileStore files, int owner) throws IOException {
        // There is none yet of an owner that has just made its claim.
        return readIfThere(files, heartbeat(owner), Heartbeat.class);
    }

    private static <T> Optional<T> readIfThere(FileStore files, String path, Class<T> type) throws IOException {
        try {
            return Optional.of(read(files, path, type));
        } catch (FileNotFoundException none) {
            return Optional.empty();
        }
    }

    private static byte[] sealed(Object record) {
        return SealedJson.seal(LedgerJson.write(record));
    }

    private static <T> T read(FileStore files, String path, Class<T> type) throws IOException {
        try {
            return LedgerJson.readVersioned(files.read(path), type, EarlierFormats.FORMAT, files.locate(path));
        } catch (DamagedFileException e) {
            throw new DamagedFileException(
                    ("%s is damaged, so who owns the study cannot be told. If no driver is at work "
                                    + "on it, delete the directory %s and try again.")
                            .formatted(files.locate(path), files.locate(DIRECTORY)));
        }
    }

    private static StudyInUseException inUse(FileStore files, int owner) throws IOException {
        Claim claim = readClaim(files, owner);
        return new StudyInUseException(("The study %s is in use: the driver of %s on host %s (process %d) has owned it "
                + "since %s. Wait until it ends, or end it, and resume.").formatted(files.locate(""),
                claim.driver().user(), claim.driver().host(), claim.driver().pid(), claim.since()));
    }

    private static RuntimeException unreachable(FileStore files, IOException e) {
        return InfrastructureException.of(
                "The study directory %s cannot be read and written".formatted(files.locate("")), e);
    }

    private static String claim(int number) {
        return String.format(Locale.ROOT, "%s/%08d.json", DIRECTORY, number);
    }

    private static String heartbeat(int number) {
        return String.format(Locale.ROOT, "%s/%08d-heartbeat.json", DIRECTORY, number);
    }

    private static String end(int number) {
        return String.format(Locale.ROOT, "%s/%08d-end.json", DIRECTORY, number);
    }
}
