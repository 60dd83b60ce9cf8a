package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.whittle.work.FileStore;

/** What every file store must do; published with Whittle, in {@code whittle-VERSION-tests.jar}. */
public abstract class FileStoreContract {

    /** A store on an empty directory of its own. */
    protected abstract FileStore store();

    @Test
    public void readsBackWhatWasWritten() throws IOException {
        byte[] content = {0, 1, -1, 127, -128, 10, 13};
        store().write("a/b/c.bin", content);
        assertThat(store().read("a/b/c.bin")).isEqualTo(content);
        store().write("a/b/empty", new byte[0]);
        assertThat(store().read("a/b/empty")).isEmpty();
    }

    @Test
    public void writeReplaces() throws IOException {
        store().write("x", bytes("a long first content"));
        store().write("x", bytes("second"));
        assertThat(store().read("x")).isEqualTo(bytes("second"));
    }

    @Test
    public void writeNewLeavesWhatIsThereAlone() throws IOException {
        assertThat(store().writeNew("d/x", bytes("first"))).isTrue();
        assertThat(store().writeNew("d/x", bytes("second"))).isFalse();
        assertThat(store().read("d/x")).isEqualTo(bytes("first"));
    }

    @Test
    public void missingFileIsNotFound() throws IOException {
        assertThatThrownBy(() -> store().read("none")).isInstanceOf(FileNotFoundException.class);
        assertThat(store().exists("none")).isFalse();
        assertThat(store().list("none")).isEmpty();
        store().delete("none");
    }

    @Test
    public void listsNamesInOrderWithoutTracesOfWriting() throws IOException {
        for (String name : List.of("b", "a", "trial=10", "trial=9", "C")) {
            store().write("d/" + name, bytes(name));
        }
        store().writeNew("d/e/inner", bytes("x"));
        assertThat(store().list("d")).containsExactly("C", "a", "b", "e", "trial=10", "trial=9");
        assertThat(store().list("")).containsExactly("d");
        assertThat(store().exists("d")).isTrue();
    }

    @Test
    public void deletesDirectoriesWithAllTheyHold() throws IOException {
        store().write("d/e/f", bytes("x"));
        store().write("d/g", bytes("x"));
        store().write("h", bytes("x"));
        store().delete("d");
        store().delete("h");
        assertThat(store().exists("d/e/f")).isFalse();
        assertThat(store().list("")).isEmpty();
    }

    @Test
    public void pathsStayInside() {
        assertThatIllegalArgumentException().isThrownBy(() -> store().read("/etc/passwd"));
        assertThatIllegalArgumentException().isThrownBy(() -> store().write("a/../../b", bytes("x")));
    }

    @Test
    public void locatesWithItsScheme() throws IOException {
        store().write("d/x", bytes("x"));
        assertThat(store().locate("d/x")).matches("[a-z0-9]+:/.*/d/x");
    }

    @Test
    public void namesMayHoldSpacesAndLettersOfAnyLanguage() throws IOException {
        store().write("checkpoint at ten/größe", bytes("x"));
        assertThat(store().read("checkpoint at ten/größe")).isEqualTo(bytes("x"));
        assertThat(store().list("checkpoint at ten")).containsExactly("größe");
    }

    @Test
    public void readersNeverSeeAPartOfAFile() throws Exception {
        byte[] ones = new byte[100_000];
        byte[] twos = new byte[200_000];
        Arrays.fill(ones, (byte) 1);
        Arrays.fill(twos, (byte) 2);
        store().write("x", ones);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        Future<?> writing = writer.submit(() -> {
            for (int i = 0; i < 50; i++) {
                store().write("x", i % 2 == 0 ? twos : ones);
            }
            done.set(true);
            return null;
        });
        while (!done.get() && !writing.isDone()) {
            byte[] seen = store().read("x");
            assertThat(seen.length).isEqualTo(seen[0] * 100_000);
            assertThat(seen[seen.length - 1]).isEqualTo(seen[0]);
        }
        writing.get();
        writer.shutdown();
    }

    @Test
    public void travelsToAnotherJvm() throws Exception {
        store().write("x", bytes("here"));
        ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(buffer)) {
            out.writeObject(store());
        }
        assertThat(buffer.size()).isLessThan(2_000);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(buffer.toByteArray()))) {
            FileStore there = (FileStore) in.readObject();
            assertThat(there.read("x")).isEqualTo(bytes("here"));
            assertThat(there.locate("x")).isEqualTo(store().locate("x"));
        }
    }

    /** For stores whose {@code writeNew} is exclusive in earnest. */
    public void exactlyOneOfManyWritersSucceeds() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        for (int round = 0; round < 20; round++) {
            String path = "race/" + round;
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                byte[] content = bytes("writer " + i);
                writers.add(() -> store().writeNew(path, content));
            }
            int succeeded = 0;
            Set<String> winners = new TreeSet<>();
            List<Future<Boolean>> results = pool.invokeAll(writers);
            for (int i = 0; i < 8; i++) {
                if (results.get(i).get()) {
                    succeeded++;
                    winners.add("writer " + i);
                }
            }
            assertThat(succeeded).isEqualTo(1);
            assertThat(winners).containsExactly(new String(store().read(path), StandardCharsets.UTF_8));
        }
        pool.shutdown();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
