package org.whittle.config.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.whittle.config.Studies;
import org.whittle.config.StudyFile;
import org.whittle.study.EarlierFormats;
import org.whittle.study.Secrets;
import org.whittle.study.StudySpec;

/** What is secret works, and is recorded nowhere. */
class SecretSettingsTest {

    /** A variable that every environment has; its value stands for a password. */
    private static final String NAME = "PATH";
    private static final String VALUE = System.getenv(NAME);

    private static final String STUDY = Studies.DATA + """
            space.units = [8, 64]
            data.options { sep = ";", user = ${NAME}, password = "open sesame", url = "jdbc:x?password=open sesame",
                more = "a-"${?NAME}"-b", absent = ${?NO_SUCH_VARIABLE_HERE} }
            spark { executor.memory = 4g, "hadoop.fs.s3a.secret.key" = "hush hush", "ui.port" = ${NAME}, my.pin = \
            12345 }
            """.replace("NAME", NAME);

    @Test
    void secretsAreUsedAndNotRecorded() {
        StudySpec spec = Studies.read(STUDY);
        assertThat(spec.data().options()).containsEntry("user", VALUE).containsEntry("password", "open sesame")
                .containsEntry("more", "a-" + VALUE + "-b").containsEntry("sep", ";").doesNotContainKey("absent");
        assertThat(spec.spark()).containsEntry("spark.hadoop.fs.s3a.secret.key", "hush hush")
                .containsEntry("spark.ui.port", VALUE).containsEntry("spark.executor.memory", "4g");
        assertThat(spec.resolved()).containsEntry("data.options.user", "\"(from the environment: " + NAME + ")\"")
                .containsEntry("data.options.more", "\"(from the environment: in part " + NAME + ")\"")
                .containsEntry("data.options.password", "\"(redacted)\"")
                .containsEntry("data.options.url", "\"(redacted)\"").containsEntry("data.options.sep", "\";\"")
                .containsEntry("spark.\"executor.memory\"", "\"4g\"")
                .containsEntry("spark.\"my.pin\"", "\"12345\"");
        assertThat(spec.resolved().values()).noneMatch(v -> v.contains("sesame") || v.contains("hush")
                || v.contains(VALUE));
        assertThat(ResolvedSettings.notKept(spec.resolved(), "spark")).containsExactly("hadoop.fs.s3a.secret.key",
                "ui.port");
        assertThat(ResolvedSettings.notKept(spec.resolved(), "data.options")).containsExactly("more", "password", "url",
                "user");
    }

    @Test
    void theUsersOwnRegexCounts() {
        StudySpec spec = Studies.read(STUDY, "spark.redaction.regex=(?i)pin");
        assertThat(spec.resolved()).containsEntry("spark.\"my.pin\"", "\"(redacted)\"")
                .containsEntry("data.options.password", "\"(redacted)\"");
    }

    @Test
    void anOverrideIsNoLessSecret() {
        StudySpec spec = Studies.read(STUDY, "data.options.password=xyzzy");
        assertThat(spec.data().options()).containsEntry("password", "xyzzy");
        assertThat(spec.resolved().values()).noneMatch(v -> v.contains("xyzzy"));
    }

    @Test
    void aRecordIsReadBackWithoutThem() {
        StudySpec spec = Studies.read(STUDY);
        StudySpec rebuilt = StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT);
        assertThat(rebuilt.resolved()).isEqualTo(spec.resolved());
        assertThat(rebuilt.data().options()).containsOnlyKeys("sep");
        assertThat(rebuilt.spark()).containsOnlyKeys("spark.executor.memory", "spark.my.pin");
        // Records of earlier releases hold them: no report shows them any more.
        SortedMap<String, String> earlier = new TreeMap<>(spec.resolved());
        earlier.put("data.options.password", "open sesame");
        assertThat(StudyFile.rebuild(earlier, 1).resolved())
                .isEqualTo(StudyFile.rebuild(spec.resolved(), 1).resolved());
    }

    @Test
    void anotherSecretIsNoOtherStudy() {
        SortedMap<String, String> recorded = Studies.read(STUDY).resolved();
        assertThat(ResolvedSettings.differences(recorded, Studies.read(STUDY, "data.options.password=new",
                "data.options.user=me").resolved())).isEmpty();
        assertThat(ResolvedSettings.differences(recorded, Studies.read(STUDY, "data.options.sep=tab").resolved()))
                .isEqualTo(List.of("data.options.sep (; / tab)"));
    }

    @Test
    void whatIsPrintedIsClearedOfThem() {
        Studies.read(STUDY);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = Secrets.clear(new PrintStream(bytes, true));
        out.println("No driver for jdbc:x?password=open sesame (4g, " + VALUE + ")");
        out.println((Object) new IllegalStateException("hush hush"));
        out.writeBytes("WARN open sesame\n".getBytes());
        assertThat(bytes.toString())
                .contains("No driver for", "(redacted)", "4g")
                .doesNotContain("sesame", "hush", VALUE);
    }
}
