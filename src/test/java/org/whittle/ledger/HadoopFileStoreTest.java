package org.whittle.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;

/**
 * The three ways of publishing files, each on the local disk: Hadoop's own local file system stands for HDFS and for
 * object stores as far as the order of calls goes, not for their atomicity.
 */
class HadoopFileStoreTest {

    @TempDir
    Path directory;

    @Nested
    class OnALocalDisk extends FileStoreContract {
        @Override
        protected FileStore store() {
            return new HadoopFileStore(directory.toString(), Map.of());
        }

        @Test
        @Override
        public void exactlyOneOfManyWritersSucceeds() throws Exception {
            super.exactlyOneOfManyWritersSucceeds();
        }

        @Test
        void leavesNothingButTheFile() throws IOException {
            store().write("d/x", bytes("1"));
            store().write("d/x", bytes("2"));
            store().writeNew("d/x", bytes("3"));
            store().writeNew("d/y", bytes("4"));
            try (var files = Files.list(directory.resolve("d"))) {
                assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("x", "y");
            }
        }

        @Test
        void deletesADirectoryThatATaskStillWritesInto() throws Exception {
            Thread task = new Thread(() -> {
                for (int i = 0; i < 2_000; i++) {
                    try {
                        store().write("d/e/" + i, bytes("x"));
                    } catch (IOException deletedMeanwhile) {
                        // Nobody waits for what it writes.
                    }
                }
            });
            task.start();
            while (task.isAlive()) {
                store().delete("d");
            }
            store().delete("d");
            assertThat(store().exists("d")).isFalse();
        }

        @Test
        void doesNotFollowLinksWhenDeleting() throws IOException {
            store().write("kept/x", bytes("1"));
            Files.createDirectory(directory.resolve("d"));
            Files.createSymbolicLink(directory.resolve("d/link"), directory.resolve("kept"));
            store().delete("d");
            assertThat(store().exists("kept/x")).isTrue();
        }

        @Test
        void anInterruptedThreadCanStillWrite() throws IOException {
            Thread.currentThread().interrupt();
            try {
                store().write("x", bytes("1"));
                assertThat(store().read("x")).isEqualTo(bytes("1"));
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Nested
    class ByRenaming extends FileStoreContract {
        @Override
        protected FileStore store() {
            HadoopFileStore store = new HadoopFileStore(directory.toString(), Map.of());
            Configuration configuration = new Configuration();
            configuration.set("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
            try {
                return store.with(new RenamingVolume(FileSystem.getLocal(configuration).getRaw(),
                        FileContext.getFileContext(directory.toUri(), configuration)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void readersNeverSeeAPartOfAFile() {
            // HDFS's promise; a disk's FileContext deletes the old file before it renames.
        }
    }

    @Nested
    class InPlace extends FileStoreContract {
        @Override
        protected FileStore store() {
            HadoopFileStore store = new HadoopFileStore(directory.toString(), Map.of());
            try {
                return store.with(new ObjectStoreVolume(FileSystem.getLocal(new Configuration()).getRaw()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void readersNeverSeeAPartOfAFile() {
            // An object store's promise, which a disk does not keep.
        }
    }

    @Test
    void relativeDirectoryIsResolvedWhereItIsNamed() {
        assertThat(new HadoopFileStore("studies/a", Map.of()).locate("study.json"))
                .isEqualTo("file:" + Path.of("studies/a/study.json").toAbsolutePath());
    }

    @Test
    void unknownFileSystemIsTheUsersMistake() {
        assertThatThrownBy(() -> new HadoopFileStore("floppy://a/b", Map.of()))
                .isInstanceOf(InvalidInputException.class).hasMessageContaining("floppy");
        assertThatThrownBy(() -> new HadoopFileStore("", Map.of())).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aFileIsNotADirectory() throws IOException {
        FileStore store = new HadoopFileStore(directory.toString(), Map.of());
        store.write("x", new byte[1]);
        assertThatThrownBy(() -> store.list("x")).isInstanceOf(IOException.class);
    }

    @Test
    void onlySettingsThatDifferFromHadoopsTravel() {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.s3a.endpoint", "http://store:9000");
        assertThat(HadoopFileStore.settings(hadoop)).containsEntry("fs.s3a.endpoint", "http://store:9000")
                .doesNotContainKey("io.file.buffer.size").hasSizeLessThan(10);
    }

    @Test
    void namesItsDirectoryButNoSecret() {
        FileStore store = new HadoopFileStore(directory.toString(), Map.of("fs.s3a.secret.key", "hush"));
        assertThat(store.toString()).isEqualTo("file:" + directory);
        assertThat(List.of(store.toString())).noneMatch(s -> s.contains("hush"));
    }
}
