package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.study.Secrets;
import org.whittle.study.StudyException;
import org.whittle.study.StudyInUseException;

class FailureReportTest {

    private static final String NEXT = "whittle tune a.conf --study s --resume";

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void aFaultOfTheInfrastructureIsNamedWithTheCommandThatGoesOn() {
        IOException full = new IOException("No space left on device");

        assertThat(report(new Unfinished(InfrastructureException.of("The commit x cannot be written", full), NEXT, "")))
                .isEqualTo(ExitCode.FAILED);
        assertThat(lines()).containsExactly("whittle: The commit x cannot be written: no room is left on the disk "
                + "(No space left on device). Make room there, or name another place.", "whittle: to go on: " + NEXT);
    }

    @Test
    void memoryOfTheDriverIsNotTheUsersFault() {
        assertThat(report(new Unfinished(new OutOfMemoryError("Java heap space"), NEXT, "")))
                .isEqualTo(ExitCode.FAILED);
        assertThat(lines())
                .containsExactly(
                        "whittle: memory did not suffice (Java heap space). Give it more, such as -- "
                                + "--driver-memory 8g.",
                        "whittle: to go on: " + NEXT);
    }

    @Test
    void aFaultOfWhittlesOwnIsOneLineThatNamesTheLog() {
        assertThat(report(new Unfinished(new NullPointerException("x is null"), NEXT, "/s/logs/driver.log")))
                .isEqualTo(ExitCode.FAILED);
        assertThat(lines())
                .containsExactly(
                        "whittle: a fault of Whittle's own, not of your study: NullPointerException: x is "
                                + "null. Please report it with its trace, in /s/logs/driver.log.",
                        "whittle: to go on: " + NEXT);
    }

    @Test
    void aFaultOfACommandWithoutAStudyLeavesItsTraceInATemporaryFile() throws IOException {
        assertThat(report(new StackOverflowError())).isEqualTo(ExitCode.FAILED);
        assertThat(lines()).hasSize(1);
        Matcher file = Pattern.compile("in (\\S+)\\.$").matcher(lines().get(0));
        assertThat(file.find()).as(lines().get(0)).isTrue();
        Path trace = Path.of(file.group(1));
        assertThat(trace).content().contains("java.lang.StackOverflowError", "\tat ");
        Files.delete(trace);
    }

    @Test
    void whatIsTheUsersIsListedAndNothingElseIsSaid() {
        assertThat(report(new Unfinished(
                        new RuntimeException(new InvalidInputException(List.of("a.conf:1: x", "a.conf:2: y"))),
                        NEXT,
                        "")))
                .isEqualTo(ExitCode.INPUT);
        assertThat(lines()).containsExactly("a.conf:1: x", "a.conf:2: y");
    }

    @Test
    void aStudyThatCannotGoOnAndOneInUseSayWhy() {
        assertThat(report(new StudyException("Every trial failed: x."))).isEqualTo(ExitCode.FAILED);
        assertThat(report(new StudyInUseException("In use."))).isEqualTo(ExitCode.IN_USE);
        assertThat(lines()).containsExactly("whittle: Every trial failed: x.", "whittle: In use.");
    }

    @Test
    void theCommandThatGoesOnCanBePastedAndHoldsNoSecret() {
        assertThat(NextCommand.resuming(List.of("tune", "my study.conf", "--set", "spark.hadoop.fs.s3a.secret.key=abc",
                "--resume"), "studies/x", "local[2]")).isEqualTo("whittle tune 'my study.conf' --set "
                + "spark.hadoop.fs.s3a.secret.key=... --study studies/x --master 'local[2]' --resume");
        assertThat(NextCommand.resuming(List.of("tune", "a.conf", "--study=s", "--master=yarn"), "s", "yarn"))
                .isEqualTo("whittle tune a.conf --study=s --master=yarn --resume");
    }

    @Test
    void theLogMovesIntoTheStudyAndHoldsTheTrace() throws IOException {
        Path study = directory.resolve("a study");
        DriverLog log = DriverLog.open("whittle tune a.conf");
        log.note(new IllegalStateException("before"));
        log.opened(new HadoopFileStore(study.toString(), Map.of()));
        Secrets.keep("plugh-xyzzy", true);
        log.note(new IllegalStateException("after jdbc:x?password=plugh-xyzzy"));
        Path kept = Path.of(log.keep());

        assertThat(kept)
                .hasParent(study.resolve("logs"))
                .content()
                .startsWith("whittle tune a.conf")
                .contains(
                        "IllegalStateException: before",
                        "IllegalStateException: after jdbc:x?password=(redacted)",
                        "\tat ");
    }

    @Test
    void aLogThatNoStudyHasIsDropped() throws IOException {
        DriverLog log = DriverLog.open("whittle tune a.conf");
        log.note(new IllegalStateException("nothing to look for"));
        log.drop();

        assertThat(Path.of(log.keep())).doesNotExist();
    }

    private int report(Throwable failure) {
        return new FailureReport(new PrintStream(printed, true, StandardCharsets.UTF_8)).of(failure);
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
