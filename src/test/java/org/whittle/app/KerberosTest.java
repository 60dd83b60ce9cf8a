package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.Patience;

/** A study in a directory of an HDFS that believes nobody: a KDC, a NameNode and a DataNode, as processes. */
@Tag("cluster")
@Tag("nightly")
@Timeout(1800)
class KerberosTest {

    private static final String REALM = "@EXAMPLE.COM";
    private static final String SERVICE = "hdfs/localhost";

    @TempDir
    private static Path directory;
    private static HadoopDaemons center;
    private static HdfsCluster hdfs;
    private static SmallStudy small;

    @BeforeAll
    static void start() throws Exception {
        small = new SmallStudy(directory);
        center = new HadoopDaemons(directory.resolve("center"), Map.of());
        Path properties = directory.resolve("kdc.properties");
        Files.writeString(properties, """
                org.name=EXAMPLE
                org.domain=COM
                kdc.bind.address=127.0.0.1
                kdc.port=0
                transport=TCP
                instance=DefaultKrbServer
                max.ticket.lifetime=86400000
                max.renewable.lifetime=604800000
                debug=false
                """);
        Files.createDirectories(directory.resolve("kdc"));
        center.start("kdc", "org.apache.hadoop.minikdc.MiniKdc", directory.resolve("kdc").toString(),
                properties.toString(), keytab().toString(), SERVICE, "HTTP/localhost", "ada");
        Patience.await(directory, () -> center.said("kdc").contains("Standalone MiniKdc Running"));
        hdfs = new HdfsCluster(directory.resolve("hadoop"), HadoopDaemons.settings(
                "hadoop.security.authentication", "kerberos",
                "hadoop.security.authorization", "true",
                "dfs.namenode.kerberos.principal", SERVICE + REALM,
                "dfs.namenode.keytab.file", keytab().toString(),
                "dfs.datanode.kerberos.principal", SERVICE + REALM,
                "dfs.datanode.keytab.file", keytab().toString(),
                "dfs.web.authentication.kerberos.principal", "HTTP/localhost" + REALM,
                "dfs.web.authentication.kerberos.keytab", keytab().toString(),
                "dfs.block.access.token.enable", "true",
                "dfs.data.transfer.protection", "authentication",
                "ignore.secure.ports.for.testing", "true",
                // Who may write where is not what is tried here.
                "dfs.permissions.enabled", "false"), kerberos());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (hdfs != null) {
            hdfs.close();
        }
        if (center != null) {
            center.close();
        }
    }

    @Test
    void aStudyWithAPrincipalAndItsKeytabRuns() throws Exception {
        String study = hdfs.root() + "/studies/ada";
        String said = tune(study, 0, "--principal", "ada" + REALM, "--keytab", keytab().toString());
        SmallStudy.Outcome alone = small.tune(directory.resolve("alone"), "local[2]");
        assertThat(ending(said)).isNotEmpty().isEqualTo(ending(alone.out()));
    }

    @Test
    void whoHasNoTicketIsToldSoInALine() throws Exception {
        assertThat(tune(hdfs.root() + "/studies/nobody", ExitCode.FAILED))
                .contains("the credentials are missing, refused or expired", "--principal and --keytab")
                .doesNotContain("\tat ");
    }

    private static String tune(String study, int exitCode, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of("scripts/whittle", "tune", small.file.toString(), "--study",
                study, "--set", "data.path=\"file:%s\"".formatted(small.table), "--master", "local[2]"));
        command.addAll(Arrays.asList(more));
        Path log = directory.resolve("driver.log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().remove("SPARK_HOME");
        builder.environment().put("HADOOP_CONF_DIR", hdfs.configuration().toString());
        builder.environment().put("SPARK_SUBMIT_OPTS", kerberos());
        int ended = builder.start().waitFor();
        String said = Files.readString(log);
        assertThat(ended).as(said).isEqualTo(exitCode);
        return said;
    }

    /** What is printed of the winner. */
    private static List<String> ending(String said) {
        return said.lines().dropWhile(line -> !line.startsWith("Winner: ")).takeWhile(line -> !line.isEmpty()).toList();
    }

    private static Path keytab() {
        return directory.resolve("all.keytab");
    }

    private static String kerberos() {
        return "-Djava.security.krb5.conf=" + directory.resolve("kdc/krb5.conf");
    }
}
