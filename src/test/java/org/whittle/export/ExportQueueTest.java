package org.whittle.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Exports beside a study: never in its way, never behind. */
class ExportQueueTest {

    private static final ExportedStudy STUDY = ExportedStudies.of("killed");

    private final List<String> notes = new CopyOnWriteArrayList<>();
    private final AtomicInteger exports = new AtomicInteger();
    private volatile boolean down;
    private final CountDownLatch told = new CountDownLatch(1);
    private final CountDownLatch hung = new CountDownLatch(1);

    private final Exporter exporter = new Exporter() {
        @Override
        public String name() {
            return "export.test";
        }

        @Override
        public void export(ExportedStudy study) throws IOException {
            exports.incrementAndGet();
            if (down) {
                throw new IOException("nobody is there");
            }
        }
    };

    @Test
    void manyNewsAreFewExportsAndTheLastIsTheNewest() {
        try (ExportQueue queue = queue(exporter, Duration.ofHours(1))) {
            for (int i = 0; i < 10_000; i++) {
                queue.offer();
            }
        }
        assertThat(exports.get()).isBetween(1, 2);
        assertThat(notes).isEmpty();
    }

    @Test
    void aPlaceThatDoesNotAnswerIsToldOfOnceAndAskedOnceMoreAtTheEnd() throws InterruptedException {
        down = true;
        ExportQueue queue = queue(exporter, Duration.ZERO);
        queue.offer();
        told.await();
        down = false;
        queue.close();
        assertThat(notes).containsExactly(
                "export.test: nobody is there; the study goes on, and what is missed is sent later",
                "export.test: answers again; nothing is missing");
    }

    @Test
    void atTheEndOneThatIsDownIsALineThatSaysWhatToDo() {
        down = true;
        ExportQueue queue = queue(exporter, Duration.ZERO);
        queue.close();
        assertThat(notes).containsExactly("export.test: nobody is there; whittle export sends what is missing");
    }

    @Test
    void aPlaceThatHangsHoldsAStudyUpNoLongerThanItsPatience() {
        Exporter hanging = new Exporter() {
            @Override
            public String name() {
                return "export.test";
            }

            @Override
            public void export(ExportedStudy study) throws InterruptedException {
                hung.await();
            }
        };
        ExportQueue queue = new ExportQueue(hanging, () -> Optional.of(STUDY), this::note, Duration.ZERO,
                Duration.ofMillis(50));
        queue.offer();
        queue.close();
        assertThat(notes).singleElement().asString().startsWith("export.test: was not done in");
    }

    @Test
    void whatIsAbandonedSendsNothingMore() throws InterruptedException {
        down = true;
        ExportQueue queue = queue(exporter, Duration.ZERO);
        queue.offer();
        told.await();
        queue.abandon();
        queue.close();
        assertThat(notes).hasSize(1);
    }

    private void note(String line) {
        notes.add(line);
        told.countDown();
    }

    private ExportQueue queue(Exporter to, Duration pause) {
        return new ExportQueue(to, () -> Optional.of(STUDY), this::note, pause, Duration.ofMinutes(1));
    }
}
