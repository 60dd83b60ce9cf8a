package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.whittle.study.Ledger;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudyInUseException;
import org.whittle.work.FileStore;

/** One owner at a time on a store where of two PUTs of one name both succeed, and the later one's content stays. */
@Timeout(120)
class ObjectStoreOwnershipTest {

    private static final StudyLock.Pace QUICK = new StudyLock.Pace(Duration.ofMillis(100), Duration.ofMillis(600),
            Duration.ofMillis(400));
    private static final StudyLock.Pace SLOW = new StudyLock.Pace(Duration.ofMinutes(5), Duration.ofMinutes(50),
            Duration.ofMillis(400));
    private static final DriverProcess HERE = DriverProcess.current();
    private static final DriverProcess ELSEWHERE =
            new DriverProcess("node-7", 4711, Instant.parse("2026-01-31T12:00:00Z"), "another machine", "ada");

    private final NavigableMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

    /** What a driver's store does between its look and its PUT. */
    private interface Nap {
        void sleep() throws Exception;
    }

    /** A driver's way to the objects. */
    private static final class PutStore implements FileStore {
        private static final long serialVersionUID = 1L;

        private final transient NavigableMap<String, byte[]> objects;
        private transient volatile Nap nap = () -> { };

        PutStore(NavigableMap<String, byte[]> objects) {
            this.objects = objects;
        }

        @Override
        public boolean isExclusive() {
            return false;
        }

        @Override
        public boolean writeNew(String path, byte[] content) throws IOException {
            if (objects.containsKey(path)) {
                return false;
            }
            try {
                nap.sleep();
            } catch (Exception e) {
                throw new IOException(e);
            }
            objects.put(path, content);
            return true;
        }

        @Override
        public void write(String path, byte[] content) {
            objects.put(path, content);
        }

        @Override
        public byte[] read(String path) throws FileNotFoundException {
            byte[] content = objects.get(path);
            if (content == null) {
                throw new FileNotFoundException(path);
            }
            return content;
        }

        @Override
        public boolean exists(String path) {
            return objects.containsKey(path);
        }

        @Override
        public List<String> list(String directory) {
            String start = directory + "/";
            return objects.tailMap(start).keySet().stream().takeWhile(name -> name.startsWith(start))
                    .map(name -> name.substring(start.length())).toList();
        }

        @Override
        public void delete(String path) {
            objects.remove(path);
        }

        @Override
        public String locate(String path) {
            return "s3a://studies/" + path;
        }
    }

    @Test
    void ofDriversThatLookAtTheSameMomentOneBecomesTheOwner() throws Exception {
        int drivers = 4;
        CyclicBarrier look = new CyclicBarrier(drivers);
        ExecutorService pool = Executors.newFixedThreadPool(drivers);
        List<Future<StudyLock>> claims = new ArrayList<>();
        for (int i = 0; i < drivers; i++) {
            PutStore store = new PutStore(objects);
            // All look before any writes; later claims are made alone.
            store.nap = () -> {
                store.nap = () -> { };
                look.await(1, TimeUnit.MINUTES);
            };
            claims.add(pool.submit(() -> StudyLock.acquire(store, HERE, QUICK)));
        }
        List<StudyLock> owners = new ArrayList<>();
        for (Future<StudyLock> claim : claims) {
            try {
                owners.add(claim.get());
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(StudyInUseException.class);
            }
        }
        pool.shutdown();
        assertThat(owners).singleElement()
                .satisfies(owner -> assertThatCode(owner::requireOwned).doesNotThrowAnyException());
        owners.get(0).close();
    }

    /** It overwrites the claim of the driver that had meanwhile become the owner; which notices. */
    @Test
    void anOwnerWhoseClaimIsReplacedByOneThatSleptStops() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CountDownLatch awake = new CountDownLatch(1);
        PutStore sleepy = new PutStore(objects);
        sleepy.nap = () -> {
            looked.countDown();
            awake.await();
        };
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Future<StudyLock> sleeper = pool.submit(() -> StudyLock.acquire(sleepy, HERE, QUICK));
        looked.await();
        StudyLock first = StudyLock.acquire(new PutStore(objects), HERE, QUICK);
        Ledger ledger = HadoopLedger.owned(new PutStore(objects), first);
        ledger.append(SampleEvents.commits().get(0));
        awake.countDown();

        try (StudyLock second = sleeper.get()) {
            assertThatThrownBy(() -> ledger.append(SampleEvents.commits().get(1)))
                    .isInstanceOf(StudyInUseException.class);
            first.close();
            assertThatCode(second::requireOwned).as("the first released nothing").doesNotThrowAnyException();
            sleepy.nap = () -> { };
            HadoopLedger.owned(sleepy, second).append(SampleEvents.commits().get(1));
        }
        pool.shutdown();
        assertThat(HadoopLedger.readOnly(new PutStore(objects)).read()).hasSize(events(0) + events(1));
    }

    /** The commit of an owner that slept for longer than the lease arrives after the next owner's, in its place. */
    @Test
    void whatAFormerOwnerCommitsTooLateIsWrittenOver() throws Exception {
        PutStore sleepy = new PutStore(objects);
        StudyLock former = StudyLock.acquire(sleepy, ELSEWHERE, SLOW);
        Ledger late = HadoopLedger.owned(sleepy, former);
        late.append(SampleEvents.commits().get(0));
        List<LedgerEvent> expected = new ArrayList<>(SampleEvents.commits().get(0));
        PutStore store = new PutStore(objects);
        List<StudyLock> next = new ArrayList<>();
        List<Ledger> ledgers = new ArrayList<>();
        sleepy.nap = () -> {
            next.add(StudyLock.acquire(store, HERE, QUICK));
            ledgers.add(HadoopLedger.owned(store, next.get(0)));
            ledgers.get(0).append(SampleEvents.commits().get(1));
        };

        late.append(SampleEvents.commits().get(2));
        assertThatThrownBy(former::requireOwned).isInstanceOf(StudyInUseException.class);
        ledgers.get(0).append(SampleEvents.commits().get(3));
        next.get(0).close();

        expected.addAll(SampleEvents.commits().get(1));
        expected.addAll(SampleEvents.commits().get(3));
        assertThat(HadoopLedger.readOnly(store).read()).isEqualTo(expected);
    }

    /** What a heartbeat says of the time shortens the watch at most, and never below two heartbeats. */
    @Test
    void clocksThatJumpTakeNoStudyAwayFromAnOwnerAtWork() throws IOException {
        PutStore store = new PutStore(objects);
        try (StudyLock owner = StudyLock.acquire(store, ELSEWHERE, QUICK)) {
            for (String time : List.of("1970-01-01T00:00:00Z", "2199-01-01T00:00:00Z")) {
                store.write("owner/00000001-heartbeat.json", ("{\"beat\":-1,\"at\":\"%s\",\"released\":false}"
                        .formatted(time)).getBytes(StandardCharsets.UTF_8));
                assertThatThrownBy(() -> StudyLock.acquire(store, HERE, QUICK))
                        .isInstanceOf(StudyInUseException.class);
            }
            assertThatCode(owner::requireOwned).doesNotThrowAnyException();
        }
    }

    private static int events(int commit) {
        return SampleEvents.commits().get(commit).size();
    }
}
