package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.Patience;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.ledger.StudyDirectory;
import org.whittle.study.LedgerEvent.LockBoxOpened;

/**
 * Spark's own backend for Kubernetes, driven as users do it: an API server in memory, pods that are processes, and the
 * same tables as on one machine whatever pod is deleted.
 */
@Tag("cluster")
@Timeout(3600)
class KubernetesTest {

    @TempDir
    static Path directory;

    private static SmallStudy small;
    private static List<String> trials;
    private static List<String> epochs;

    private KubernetesApi api;
    private Kubelet kubelet;
    private Path study;
    private Path here;

    @BeforeAll
    static void runUndisturbed() throws IOException {
        small = new SmallStudy(directory);
        Path study = directory.resolve("undisturbed");
        assertThat(small.tune(study, "local[2]").exitCode()).isZero();
        trials = SmallStudy.reproducible(study, "trials.parquet");
        epochs = SmallStudy.reproducible(study, "epochs.parquet");
        assertThat(trials).hasSize(17);
    }

    @BeforeEach
    void startCluster() throws IOException {
        here = Files.createTempDirectory(directory, "cluster");
        study = here.resolve("study");
        api = new KubernetesApi();
        kubelet = new Kubelet(api.client(), here, jobJar());
    }

    @AfterEach
    void stopCluster() {
        kubelet.close();
        api.close();
    }

    @Test
    void anExecutorsPodIsDeletedInClientMode() throws Exception {
        Process driver = whittle("tune", small.file.toString(), "--study", study.toString(), "--master", api.master(),
                "--", "--conf", "spark.driver.host=127.0.0.1");
        Patience.await(here, () -> outcomes() > 0 || !driver.isAlive());
        assertThat(driver.isAlive()).as(said()).isTrue();
        Pod executor = pods("executor").get(0);
        api.client().resource(executor).delete();

        assertThat(driver.waitFor()).as(said()).isZero();
        assertThat(kubelet.started()).as("two executors, and one for that which was lost").hasSize(3)
                .allMatch(name -> name.contains("-exec-")).contains(executor.getMetadata().getName());
        assertSame();
        assertThat(pods("executor")).as("left behind").isEmpty();
    }

    /** As an operator with {@code restartPolicy: OnFailure} does it. */
    @Test
    void theDriversPodIsDeletedInClusterModeAndSubmittedAgain() throws Exception {
        Process first = submit();
        Patience.await(here, () -> outcomes() > 0 || !first.isAlive());
        assertThat(first.isAlive()).as(said()).isTrue();
        Pod driver = pods("driver").get(0);
        api.client().resource(driver).delete();
        assertThat(first.waitFor()).as(said()).isZero();
        assertThat(SmallStudy.run("status", study.toString()).exitCode()).as("unfinished").isIn(1, 5, 6);

        int submissions = 1;
        while (pods("spark-role", "driver", "Succeeded").isEmpty()) {
            assertThat(++submissions).as(said()).isLessThan(10);
            assertThat(submit().waitFor()).as(said()).isZero();
        }
        assertFinished();
    }

    /** {@code conf/cluster/cron-job.yaml}, whose pods a job replaces. */
    @Test
    @Tag("nightly")
    void theCronJobsPodIsDeletedAndReplaced() throws Exception {
        CronJob recipe =
                Serialization.unmarshal(Files.readString(Path.of("conf/cluster/cron-job.yaml")), CronJob.class);
        PodTemplateSpec template = recipe.getSpec().getJobTemplate().getSpec().getTemplate();
        Map<String, String> ours = Map.of("k8s://https://kubernetes.default.svc", api.master(),
                "s3a://bucket/studies", here.toString(), "spark.driver.memory=4g", "spark.driver.memory=1g",
                "spark.executor.instances=8", "spark.executor.instances=2",
                "spark.executor.cores=4", "spark.executor.cores=1",
                "spark.executor.memory=4g", "spark.executor.memory=1g");
        Container container = template.getSpec().getContainers().get(0);
        container.setArgs(container.getArgs().stream().map(word -> replaced(word, ours)).toList());
        api.client().configMaps().inNamespace("default").resource(new ConfigMapBuilder().withNewMetadata()
                .withName("churn-study").endMetadata().addToData("churn.conf", Files.readString(small.file)).build())
                .create();

        Pod first = replica(template, 1);
        study = here.resolve("churn-29876");
        Patience.await(here, () -> outcomes() > 0 || ended(first));
        assertThat(ended(first)).as(kubelet.logs()).isFalse();
        api.client().resource(first).delete();
        for (int i = 2; pods("job-name", "churn-29876", "Succeeded").isEmpty(); i++) {
            assertThat(i).as(kubelet.logs()).isLessThan(10);
            Pod next = replica(template, i);
            Patience.await(here, () -> ended(next));
        }
        assertThat(kubelet.started()).filteredOn(name -> name.contains("-exec-")).as("of both drivers").hasSize(4);
        assertFinished();
    }

    /** As a job makes it. */
    private Pod replica(PodTemplateSpec template, int number) {
        return api.client().pods().inNamespace("default").resource(new PodBuilder().withNewMetadata()
                .withName("churn-29876-" + number).addToLabels("job-name", "churn-29876").endMetadata()
                .withSpec(template.getSpec()).build()).create();
    }

    @Test
    @Tag("nightly")
    void sparkSubmitHidesTheExitCodeThatThePodAndTheStudyTell() throws Exception {
        assertThat(submit("--set", "gate.below.log-loss=0.0001").waitFor()).isZero();
        assertThat(exitCode(pods("spark-role", "driver", "Failed").get(0))).as(said()).isEqualTo(ExitCode.GATE);
        assertThat(SmallStudy.run("status", study.toString()).exitCode()).isEqualTo(ExitCode.GATE);
        assertSame();

        study = here.resolve("other");
        assertThat(submit("--set", "search.eta=1").waitFor()).isZero();
        assertThat(pods("spark-role", "driver", "Failed")).extracting(KubernetesTest::exitCode)
                .containsExactlyInAnyOrder(ExitCode.GATE, ExitCode.INPUT);
        assertThat(SmallStudy.run("status", study.toString()).exitCode()).isEqualTo(ExitCode.INPUT);
    }

    private Process submit(String... more) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("tune", "small.conf", "--study", study.toString(), "--resume=auto"));
        words.addAll(Arrays.asList(more));
        words.addAll(List.of("--master", api.master(), "--",
                "--deploy-mode", "cluster", "--name", "small", "--files", small.file.toString(),
                "--conf", "spark.kubernetes.file.upload.path=" + here.resolve("uploads").toUri(),
                "--conf", "spark.kubernetes.driver.master=" + api.address(),
                "--conf", "spark.kubernetes.driver.podTemplateFile=conf/cluster/pod.yaml",
                "--conf", "spark.kubernetes.executor.podTemplateFile=conf/cluster/pod.yaml"));
        return whittle(words.toArray(String[]::new));
    }

    private Process whittle(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("scripts/whittle"));
        words.addAll(Arrays.asList(arguments));
        for (String setting : List.of("spark.kubernetes.container.image=whittle:test", "spark.executor.instances=2",
                "spark.executor.cores=1", "spark.executor.memory=1g", "spark.driver.memory=1g",
                "spark.ui.enabled=false")) {
            words.addAll(List.of("--conf", setting));
        }
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(here.resolve("submit.log").toFile()));
        builder.environment().remove("SPARK_HOME");
        return builder.start();
    }

    private void assertSame() {
        assertThat(SmallStudy.reproducible(study, "trials.parquet")).isEqualTo(trials);
        assertThat(SmallStudy.reproducible(study, "epochs.parquet")).isEqualTo(epochs);
    }

    private void assertFinished() {
        assertThat(openings()).isEqualTo(1);
        assertThat(SmallStudy.run("status", study.toString()).out()).startsWith("done 16/16");
        assertSame();
    }

    private List<Pod> pods(String role) {
        return api.client().pods().inNamespace("default").withLabel("spark-role", role).list().getItems();
    }

    private List<Pod> pods(String label, String value, String phase) {
        return api.client().pods().inNamespace("default").withLabel(label, value).list().getItems().stream()
                .filter(pod -> pod.getStatus().getPhase().equals(phase)).toList();
    }

    private boolean ended(Pod pod) {
        Pod now = api.client().resource(pod).get();
        return now == null || now.getStatus().getPhase().matches("Succeeded|Failed");
    }

    private static int exitCode(Pod pod) {
        return pod.getStatus().getContainerStatuses().get(0).getState().getTerminated().getExitCode();
    }

    private static String replaced(String word, Map<String, String> by) {
        String replaced = word;
        for (Map.Entry<String, String> each : by.entrySet()) {
            replaced = replaced.replace(each.getKey(), each.getValue());
        }
        return replaced;
    }

    private long openings() {
        return StudyDirectory.read(new HadoopFileStore(study.toString(), Map.of())).ledger().read().stream()
                .filter(LockBoxOpened.class::isInstance).count();
    }

    private long outcomes() {
        try (Stream<Path> files = Files.walk(study.resolve("outcomes"))) {
            return files.filter(file -> file.toString().endsWith(".json")).count();
        } catch (IOException | java.io.UncheckedIOException notYet) {
            return 0;
        }
    }

    private String said() throws IOException {
        return Files.readString(here.resolve("submit.log")) + kubelet.logs();
    }

    private static Path jobJar() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target").toAbsolutePath())) {
            return files.filter(file -> file.getFileName().toString().matches("whittle-.*-job\\.jar"))
                    .findFirst().orElseThrow();
        }
    }
}
