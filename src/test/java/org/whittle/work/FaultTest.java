package org.whittle.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.engine.EngineException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.net.NetUtils;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.token.SecretManager;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.StudyException;
import org.whittle.study.StudyInUseException;
import org.whittle.work.Fault.Whose;

class FaultTest {

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(
                        "NameNode refused",
                        NetUtils.wrapException("namenode", 8020, "here", 0, new ConnectException("Connection refused")),
                        Whose.INFRASTRUCTURE,
                        "to namenode:8020 failed"),
                arguments(
                        "NameNode started again",
                        NetUtils.wrapException("namenode", 8020, "here", 0, new EOFException()),
                        Whose.INFRASTRUCTURE,
                        "cannot be reached"),
                arguments(
                        "no jar",
                        new RuntimeException(
                                new ClassNotFoundException("Class org.apache.hadoop.fs.s3a.S3AFileSystem not found")),
                        Whose.USER,
                        "no jar for this file system"),
                arguments(
                        "no scheme",
                        new UnsupportedFileSystemException("No FileSystem for scheme \"gs\""),
                        Whose.USER,
                        "no jar for this file system"),
                arguments(
                        "timeout",
                        new SocketTimeoutException("Read timed out"),
                        Whose.INFRASTRUCTURE,
                        "cannot be reached"),
                arguments(
                        "safe mode",
                        new IOException("Cannot create file/x. Name node is in safe mode."),
                        Whose.INFRASTRUCTURE,
                        "cannot be reached"),
                arguments(
                        "unknown host",
                        new UnknownHostException("no.such.host"),
                        Whose.INFRASTRUCTURE,
                        "a host is not known by this name (no.such.host)"),
                arguments(
                        "unknown NameNode",
                        new IllegalArgumentException(new UnknownHostException("namenode")),
                        Whose.INFRASTRUCTURE,
                        "not known by this name (namenode)"),
                arguments(
                        "Kerberos",
                        new IOException(
                                "DestHost:destPort nn:8020 , LocalHost:localPort here: Failed on local " + "exception",
                                new IOException("org.apache.hadoop.security.AccessControlException: Client cannot "
                                        + "authenticate via:[TOKEN, KERBEROS]")),
                        Whose.INFRASTRUCTURE,
                        "credentials"),
                arguments(
                        "delegation token",
                        new IOException(new SecretManager.InvalidToken(
                                "token (HDFS_DELEGATION_TOKEN " + "owner=x) can't be found in cache")),
                        Whose.INFRASTRUCTURE,
                        "credentials"),
                arguments(
                        "AWS session",
                        new AccessDeniedException(
                                "s3a://bucket/x",
                                null,
                                "getFileStatus: ... "
                                        + "(Service: S3, Status Code: 403): ExpiredToken: The provided token has "
                                        + "expired."),
                        Whose.INFRASTRUCTURE,
                        "credentials"),
                arguments(
                        "AWS none",
                        new IOException("No AWS Credentials provided by TemporaryAWSCredentialsProvider"),
                        Whose.INFRASTRUCTURE,
                        "credentials"),
                arguments(
                        "disk full",
                        new IOException("No space left on device"),
                        Whose.INFRASTRUCTURE,
                        "no room is left"),
                arguments(
                        "HDFS full",
                        new IOException("File /x could only be written to 0 of the 1 minReplication nodes."),
                        Whose.INFRASTRUCTURE,
                        "no room is left"),
                arguments("quota", new DSQuotaExceededException(10, 20), Whose.INFRASTRUCTURE, "no room is left"),
                arguments(
                        "denied by HDFS",
                        new AccessControlException("Permission denied: user=x, access=WRITE, inode=/"),
                        Whose.INFRASTRUCTURE,
                        "access is denied"),
                arguments(
                        "denied locally",
                        new AccessDeniedException("/root/x"),
                        Whose.INFRASTRUCTURE,
                        "access is denied (/root/x)"),
                arguments(
                        "denied to a stream",
                        new FileNotFoundException("/root/x (Permission denied)"),
                        Whose.INFRASTRUCTURE,
                        "access is denied"),
                arguments(
                        "read only",
                        new FileNotFoundException("/x (Read-only file system)"),
                        Whose.INFRASTRUCTURE,
                        "can only be read"),
                arguments(
                        "broken disk",
                        new UncheckedIOException(new IOException("Input/output error")),
                        Whose.INFRASTRUCTURE,
                        "a disk or file system fails"),
                arguments("no more files", new IOException("/x: Too many open files"), Whose.INFRASTRUCTURE, "a limit"),
                arguments(
                        "no threads",
                        new OutOfMemoryError("unable to create native thread: possibly out of memory or "
                                + "process/resource limits reached"),
                        Whose.INFRASTRUCTURE,
                        "a limit"),
                arguments(
                        "no natives",
                        new UnsatisfiedLinkError("no jnijavacpp in java.library.path"),
                        Whose.INFRASTRUCTURE,
                        "native library"),
                arguments(
                        "no engine",
                        new EngineException("Failed to load PyTorch native library", new IllegalStateException("x")),
                        Whose.INFRASTRUCTURE,
                        "native library"),
                arguments(
                        "no engine, the second time",
                        new NoClassDefFoundError("Could not initialize class ai.djl.pytorch.jni.LibUtils"),
                        Whose.INFRASTRUCTURE,
                        "native library"),
                arguments(
                        "GPU address",
                        new PlaceException("The task was given GPU 3, but the engine sees 1.", null),
                        Whose.INFRASTRUCTURE,
                        "The task was given GPU 3"),
                arguments(
                        "launch failure",
                        new EngineException("CUDA error: unspecified launch failure\nCUDA kernel errors "
                                + "might be asynchronously reported at some other API call"),
                        Whose.DEVICE,
                        "a device failed"),
                arguments(
                        "ECC",
                        new EngineException("CUDA error: uncorrectable ECC error encountered"),
                        Whose.DEVICE,
                        "a device failed (CUDA error: uncorrectable ECC error encountered)"),
                arguments(
                        "illegal access",
                        new EngineException("CUDA error: an illegal memory access was encountered"),
                        Whose.DEVICE,
                        "a device failed"),
                arguments(
                        "cuBLAS",
                        new EngineException("CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling "
                                + "`cublasSgemm( handle, opa, opb, m, n, k)`"),
                        Whose.DEVICE,
                        "a device failed"),
                arguments(
                        "GPU memory",
                        new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0)"),
                        Whose.MEMORY,
                        "memory did not suffice"),
                arguments(
                        "GPU memory by the driver",
                        new EngineException("CUDA error: out of memory"),
                        Whose.MEMORY,
                        "memory did not suffice"),
                arguments(
                        "cuBLAS memory",
                        new EngineException("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling x"),
                        Whose.MEMORY,
                        "memory did not suffice"),
                arguments(
                        "native memory",
                        new EngineException(
                                "[enforce fail at alloc_cpu.cpp:117] err == 0. "
                                        + "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes. "
                                        + "Error code 12"),
                        Whose.MEMORY,
                        "memory did not suffice"),
                arguments(
                        "driver's heap",
                        new OutOfMemoryError("Java heap space"),
                        Whose.MEMORY,
                        "memory did not suffice"),
                arguments(
                        "executors lost",
                        new SparkException("Job aborted due to stage failure: Task 0 in stage 2.0 failed 4 "
                                + "times, most recent failure: Lost task 0.3 in stage 2.0 (TID 9) (node3 executor 7): "
                                + "ExecutorLostFailure (executor 7 exited caused by one of the running tasks) Reason: "
                                + "Command "
                                + "exited with code 137\nDriver stacktrace:"),
                        Whose.INFRASTRUCTURE,
                        "Spark lost its executors"),
                arguments(
                        "no executor left",
                        new SparkException(
                                "Job aborted due to stage failure: Aborting TaskSet 0.0 "
                                        + "because task 0 (partition 0)\ncannot run anywhere due to node and executor "
                                        + "excludeOnFailure."),
                        Whose.INFRASTRUCTURE,
                        "Spark lost its executors"),
                arguments(
                        "stopped",
                        new SparkException("Job 3 cancelled because SparkContext was shut down"),
                        Whose.INFRASTRUCTURE,
                        "Spark was stopped"),
                arguments(
                        "told of a task",
                        new SparkException("Job aborted due to stage failure: Task 0 in stage 2.0 failed 1 "
                                + "times, most recent failure: Lost task 0.0 in stage 2.0 (TID 9) (node3 executor 7): "
                                + "org.example.Wrapped: could not write\n\tat org.example.A.b(A.java:3)\nCaused by: "
                                + "java.io.IOException: No space left on device\n\t... 3 more\n\nDriver stacktrace:"),
                        Whose.INFRASTRUCTURE,
                        "no room is left on the disk (No space left on device)"),
                arguments(
                        "class path",
                        new NoClassDefFoundError("org/apache/spark/sql/New"),
                        Whose.OURS,
                        "do not fit together (org/apache/spark/sql/New)"),
                arguments("nested", new StackOverflowError(), Whose.OURS, "nested too deeply"),
                arguments("error", new AssertionError("never"), Whose.OURS, "never"),
                arguments("null", new NullPointerException("x is null"), Whose.OURS, "x is null"),
                arguments(
                        "null in a task",
                        new SparkException(
                                "Job aborted due to stage failure: Task 0 failed: "
                                        + "java.lang.NullPointerException: x is null\nDriver stacktrace:",
                                new NullPointerException("x is null")),
                        Whose.OURS,
                        "x is null"),
                arguments(
                        "null behind a claim",
                        new InfrastructureException(
                                "The rung failed", new IndexOutOfBoundsException("Index 3 out of bounds for length 3")),
                        Whose.OURS,
                        "Index 3 out of bounds"),
                arguments("interrupted", new ClosedByInterruptException(), Whose.INTERRUPTED, "interrupted"),
                arguments(
                        "study file",
                        new RuntimeException(new InvalidInputException("a.conf:3: no")),
                        Whose.USER,
                        "a.conf:3: no"),
                arguments("study", new StudyException("Every trial failed."), Whose.STUDY, "Every trial failed"),
                arguments("in use", new StudyInUseException("In use."), Whose.OTHER_DRIVER, "In use"),
                arguments("some file", new IOException("something odd"), Whose.INFRASTRUCTURE, "something odd"),
                arguments("unknown", new UnsupportedOperationException("odd"), Whose.OURS, "odd"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void tellsWhoseFaultItIs(String name, Throwable thrown, Whose whose, String what) {
        Fault fault = Fault.of(thrown);

        assertThat(fault.whose()).as(fault.what()).isEqualTo(whose);
        assertThat(fault.what()).contains(what).doesNotContain("\n").doesNotContain("\tat ").doesNotEndWith(".");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void whoWrapsItDoesNotChangeWhoseItIs(String name, Throwable thrown, Whose whose, String what) {
        Throwable wrapped = new SparkException("Job aborted", new RuntimeException(new IOException(thrown)));

        assertThat(Fault.of(wrapped).whose()).isEqualTo(whose);
    }

    @Test
    void aLibraryThatStumblesOverAFileIsNoEvidenceAgainstWhittle() {
        NullPointerException stumbled = new NullPointerException("x is null");
        stumbled.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.util.Objects", "requireNonNull", "O", 1),
            new StackTraceElement("org.apache.parquet.Footer", "read", "Footer.java", 1)
        });

        assertThat(Fault.of(stumbled).certain()).isFalse();
        assertThat(Fault.of(new NullPointerException("ours")).certain()).isTrue();
    }

    /** Also where a task noticed, of which the driver has only what Spark writes into a message. */
    @Test
    void aDamagedDirectoryIsItsOwnersToMend() {
        Fault fault = Fault.of(
                new Exception(
                        "Job aborted due to stage failure: Task 0 in stage 3.0 failed 1 times, most recent "
                                + "failure: Lost task 0.0 in stage 3.0 (TID 3) (localhost executor driver): "
                                + "org.whittle.data.DamagedTensorException: "
                                + "file:/s/data/training/targets.npy has 99 bytes where 416 are needed; put it "
                                + "back\n\tat org.whittle.X.y(X.java:1)"));

        assertThat(fault.whose()).isEqualTo(Whose.USER);
        assertThat(fault.what())
                .isEqualTo("a file of the study is damaged (file:/s/data/training/targets.npy has 99 bytes where "
                        + "416 are needed; put it back)");
        assertThat(fault.isOfThePlace()).isFalse();
    }

    @Test
    void aCircleOfCausesAndALongMessageAreRead() {
        Exception first = new Exception("x".repeat(10_000));
        first.initCause(new RuntimeException("second", first));

        assertThat(Fault.of(first).what()).hasSizeLessThan(400);
        assertThat(Fault.line(first)).hasSizeLessThan(400);
    }

    @Test
    void onlyABrokenPlaceMakesATaskMove() {
        assertThat(List.of(new EngineException("CUDA error: uncorrectable ECC error encountered"),
                new UnsatisfiedLinkError("x"), new IOException("No space left on device")))
                .allMatch(e -> Fault.of(e).isOfThePlace());
        assertThat(List.of(
                        new EngineException("CUDA out of memory."),
                        new IllegalArgumentException("units = 0"),
                        new EngineException("mat1 and mat2 shapes cannot be multiplied"),
                        new ArithmeticException("integer overflow")))
                .noneMatch(e -> Fault.of(e).isOfThePlace());
    }
}
