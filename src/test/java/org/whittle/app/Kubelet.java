package org.whittle.app;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A node of Kubernetes whose containers are processes of this machine, each with an address of its own in the loopback
 * network. The image is the embedded Spark and the job jar; a path in a container stands for one of this machine where
 * arguments, variables and config maps name it. What a deleted pod owned is collected.
 */
final class Kubelet implements AutoCloseable {

    private static final String SPARK = "/opt/spark";
    private static final String JOB_JAR = "/opt/whittle/whittle.jar";

    /** As Spark's own: its launcher turns options into a JVM's command line. */
    private static final String SPARK_SUBMIT = """
            #!/usr/bin/env bash
            words=()
            while IFS= read -r -d '' word; do words+=("${word#$'\\n'}"); done < <("$JAVA_HOME/bin/java" \\
                -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main org.apache.spark.deploy.SparkSubmit "$@")
            exec "${words[@]:1}"
            """;

    private record Running(Pod pod, Process process) {
    }

    private final KubernetesClient client;
    private final Path directory;
    /** What paths of the image stand for. */
    private final Map<String, String> image = new LinkedHashMap<>();
    /** By the pods' identities; {@code null} for those that have ended. */
    private final Map<String, Running> containers = new TreeMap<>();
    private final List<String> started = new CopyOnWriteArrayList<>();
    private final Thread loop = new Thread(this::loop, "kubelet");
    private volatile boolean closed;

    /**
     * @param directory where the pods' files and logs are kept
     * @param jobJar what the image has at {@code /opt/whittle/whittle.jar}
     */
    Kubelet(KubernetesClient client, Path directory, Path jobJar) throws IOException {
        this.client = client;
        this.directory = directory;
        Path spark = Files.createDirectories(directory.resolve("image/spark"));
        for (String part : List.of("jars", "conf")) {
            Files.createSymbolicLink(spark.resolve(part), Path.of("target/spark", part).toAbsolutePath());
        }
        Path submit = Files.createDirectory(spark.resolve("bin")).resolve("spark-submit");
        Files.writeString(submit, SPARK_SUBMIT);
        Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwx------"));
        image.put(SPARK + "/bin", spark.resolve("bin").toString());
        image.put(JOB_JAR, jobJar.toString());
        loop.setDaemon(true);
        loop.start();
    }

    /** Names of the pods that were started so far, in their order. */
    List<String> started() {
        return List.copyOf(started);
    }

    /** What the containers printed, for a test's message. */
    String logs() {
        StringBuilder logs = new StringBuilder();
        for (String pod : started) {
            try {
                logs.append("=== ").append(pod).append('\n').append(Files.readString(log(pod)));
            } catch (IOException none) {
                logs.append(none);
            }
        }
        return logs.toString();
    }

    @Override
    public void close() {
        closed = true;
        try {
            loop.join();
            for (Running container : containers.values()) {
                if (container != null) {
                    container.process().destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void loop() {
        while (!closed) {
            try {
                look();
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (KubernetesClientException gone) {
                // What was about to be told of it is no longer asked.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void look() throws IOException {
        List<HasMetadata> objects = new ArrayList<>(client.pods().inAnyNamespace().list().getItems());
        objects.addAll(client.services().inAnyNamespace().list().getItems());
        objects.addAll(client.configMaps().inAnyNamespace().list().getItems());
        // Owners come before what they own; so they are looked at after it.
        Map<String, Pod> pods = client.pods().inAnyNamespace().list().getItems().stream()
                .collect(Collectors.toMap(pod -> pod.getMetadata().getUid(), Function.identity()));
        collectGarbage(objects, pods.keySet());
        for (Map.Entry<String, Running> entry : containers.entrySet()) {
            Running container = entry.getValue();
            if (container == null) {
                continue;
            }
            if (!container.process().isAlive()) {
                entry.setValue(null);
                if (pods.containsKey(entry.getKey())) {
                    report(container.pod(), address(container.pod()), container.process().exitValue());
                }
            } else if (!pods.containsKey(entry.getKey())) {
                container.process().destroy();
            }
        }
        for (Pod pod : pods.values()) {
            if (!containers.containsKey(pod.getMetadata().getUid())) {
                start(pod);
            }
        }
    }

    private void collectGarbage(List<HasMetadata> objects, Set<String> pods) {
        for (HasMetadata object : objects) {
            if (object.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getKind().equals("Pod") && !pods.contains(owner.getUid()))) {
                client.resource(object).delete();
            }
        }
    }

    /** Starts it, unless what it mounts is not there yet. */
    private void start(Pod pod) throws IOException {
        String name = pod.getMetadata().getName();
        Path home = Files.createDirectories(directory.resolve("pods").resolve(name));
        Container container = pod.getSpec().getContainers().get(0);
        Map<String, String> paths = new LinkedHashMap<>(image);
        Map<String, Path> volumes = new LinkedHashMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path volume = Files.createDirectories(home.resolve("volumes").resolve(mount.getName()));
            volumes.put(mount.getName(), volume);
            paths.put(mount.getMountPath(), volume.toString());
        }
        // Everything of this machine under /tmp is there for a container as well.
        paths.remove("/tmp");
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (volume.getConfigMap() != null && !fill(pod, volume, volumes.get(volume.getName()), paths)) {
                return;
            }
        }
        started.add(name);
        String address = "127.0.2." + started.size();
        Map<String, String> environment = environment(pod, container, address, paths);
        environment.put("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + hosts(pod, address));
        List<String> arguments = container.getArgs().stream()
                .map(word -> here(expand(word, environment), paths)).toList();
        Path work = Files.createDirectories(home.resolve("work-dir"));
        ProcessBuilder builder = new ProcessBuilder(command(arguments, environment)).directory(work.toFile())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        containers.put(pod.getMetadata().getUid(), new Running(pod, builder.start()));
        report(pod, address, null);
    }

    /** Whether the config map is there, whose entries become files. */
    private boolean fill(Pod pod, Volume volume, Path into, Map<String, String> paths) throws IOException {
        ConfigMap map = client.configMaps().inNamespace(pod.getMetadata().getNamespace())
                .withName(volume.getConfigMap().getName()).get();
        if (map == null) {
            return false;
        }
        if (into != null && map.getData() != null) {
            Map<String, String> names = volume.getConfigMap().getItems().stream()
                    .collect(Collectors.toMap(KeyToPath::getKey, KeyToPath::getPath));
            for (Map.Entry<String, String> file : map.getData().entrySet()) {
                String name = names.getOrDefault(file.getKey(), file.getKey());
                Files.writeString(into.resolve(name), here(file.getValue(), paths));
            }
        }
        return true;
    }

    /** What the entry point of Spark's images starts. */
    private List<String> command(List<String> arguments, Map<String, String> environment) {
        String role = arguments.get(0);
        List<String> rest = arguments.subList(1, arguments.size());
        List<String> command = new ArrayList<>();
        if (role.equals("driver")) {
            String bind = environment.get("SPARK_DRIVER_BIND_ADDRESS");
            command.addAll(List.of(image.get(SPARK + "/bin") + "/spark-submit",
                    "--conf", "spark.driver.bindAddress=" + bind,
                    "--conf", "spark.executorEnv.SPARK_DRIVER_POD_IP=" + bind,
                    "--deploy-mode", "client"));
            command.addAll(rest);
        } else if (role.equals("executor")) {
            command.add(environment.get("JAVA_HOME") + "/bin/java");
            for (int i = 0; environment.containsKey("SPARK_JAVA_OPT_" + i); i++) {
                command.add(environment.get("SPARK_JAVA_OPT_" + i));
            }
            String memory = environment.get("SPARK_EXECUTOR_MEMORY");
            String jars = environment.get("SPARK_HOME");
            command.addAll(List.of("-Xms" + memory, "-Xmx" + memory, "-cp", jars + "/conf:" + jars + "/jars/*",
                    "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend",
                    "--driver-url", environment.get("SPARK_DRIVER_URL"),
                    "--executor-id", environment.get("SPARK_EXECUTOR_ID"),
                    "--cores", environment.get("SPARK_EXECUTOR_CORES"),
                    "--app-id", environment.get("SPARK_APPLICATION_ID"),
                    "--hostname", environment.get("SPARK_EXECUTOR_POD_IP"),
                    "--resourceProfileId", environment.get("SPARK_RESOURCE_PROFILE_ID"),
                    "--podName", environment.get("SPARK_EXECUTOR_POD_NAME")));
        } else {
            return arguments;
        }
        return command;
    }

    private Map<String, String> environment(
            Pod pod, Container container, String address, Map<String, String> paths) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", System.getProperty("user.home"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("SPARK_HOME", directory.resolve("image/spark").toString());
        environment.put("SPARK_SCALA_VERSION", "2.12");
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValue();
            if (variable.getValueFrom() != null && variable.getValueFrom().getFieldRef() != null) {
                String field = variable.getValueFrom().getFieldRef().getFieldPath();
                value = switch (field) {
                    case "status.podIP" -> address;
                    case "metadata.name" -> pod.getMetadata().getName();
                    case "metadata.labels['job-name']" -> pod.getMetadata().getLabels().get("job-name");
                    default -> throw new AssertionError("a field that no recipe uses yet: " + field);
                };
            }
            // The native engine lies unpacked in the user's home already.
            if (value != null && !variable.getName().equals("DJL_CACHE_DIR")) {
                environment.put(variable.getName(), here(value, paths));
            }
        }
        return environment;
    }

    /** The cluster's names, for a JVM: a service is the pod that it selects. */
    private Path hosts(Pod starting, String address) throws IOException {
        List<String> lines = new ArrayList<>(List.of("127.0.0.1 localhost",
                "127.0.0.1 " + InetAddress.getLocalHost().getHostName(),
                address + " " + starting.getMetadata().getName()));
        for (Service service : client.services().inAnyNamespace().list().getItems()) {
            Map<String, String> selector = service.getSpec().getSelector();
            boolean own = starting.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
            Stream<String> others = client.pods().inAnyNamespace().withLabels(selector).list().getItems().stream()
                    .map(Kubelet::address).filter(Objects::nonNull);
            (own ? Stream.of(address) : others).findFirst().ifPresent(found -> lines.add("%s %s.%s.svc"
                    .formatted(found, service.getMetadata().getName(), service.getMetadata().getNamespace())));
        }
        return Files.write(directory.resolve("pods").resolve(starting.getMetadata().getName()).resolve("hosts"), lines);
    }

    /** @param exitCode of its container; {@code null} while it runs */
    private void report(Pod pod, String address, Integer exitCode) {
        String now = Instant.now().toString();
        String name = pod.getSpec().getContainers().get(0).getName();
        ContainerStateBuilder state = new ContainerStateBuilder();
        if (exitCode == null) {
            state.withNewRunning().withStartedAt(now).endRunning();
        } else {
            state.withNewTerminated().withExitCode(exitCode).withReason(exitCode == 0 ? "Completed" : "Error")
                    .withFinishedAt(now).endTerminated();
        }
        String phase = exitCode == null ? "Running" : exitCode == 0 ? "Succeeded" : "Failed";
        client.pods().inNamespace(pod.getMetadata().getNamespace()).withName(pod.getMetadata().getName())
                .editStatus(there -> {
                    there.setStatus(new PodStatusBuilder().withPhase(phase).withPodIP(address)
                            .withStartTime(there.getStatus().getStartTime())
                            .addNewCondition().withType("Ready").withStatus(exitCode == null ? "True" : "False")
                            .endCondition()
                            .addNewContainerStatus().withName(name).withReady(exitCode == null)
                            .withState(state.build()).endContainerStatus()
                            .build());
                    return there;
                });
        pod.setStatus(new PodStatusBuilder().withPodIP(address).build());
    }

    private static String address(Pod pod) {
        return pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    }

    private Path log(String pod) {
        return directory.resolve("pods").resolve(pod).resolve("log");
    }

    /** Kubernetes' {@code $(VARIABLE)}. */
    private static String expand(String word, Map<String, String> environment) {
        String expanded = word;
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            expanded = expanded.replace("$(" + variable.getKey() + ")", variable.getValue());
        }
        return expanded;
    }

    private static String here(String text, Map<String, String> paths) {
        String here = text;
        for (Map.Entry<String, String> path : paths.entrySet()) {
            here = here.replace(path.getKey(), path.getValue());
        }
        return here;
    }
}
