package org.whittle.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** The recipes of {@code conf/cluster} for schedulers, read as strictly as their readers can be had here. */
class ClusterRecipesTest {

    private static final Path RECIPES = Path.of("conf/cluster");

    /** Kubernetes' classes keep what they do not know; here that is a mistake. */
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final Map<String, Class<?>> MODEL = Map.of(
            "ObjectMeta", ObjectMeta.class,
            "Volume", Volume.class,
            "VolumeMount", VolumeMount.class,
            "EnvVar", EnvVar.class,
            "EnvFromSource", EnvFromSource.class,
            "SecurityContext", SecurityContext.class);

    @Test
    void theCronJobIsOneOfKubernetesAndIsNotRepeatedInVain() throws IOException {
        CronJob recipe = STRICT.treeToValue(yaml("cron-job.yaml"), CronJob.class);
        JobSpec job = recipe.getSpec().getJobTemplate().getSpec();
        Container driver = job.getTemplate().getSpec().getContainers().get(0);

        assertThat(recipe.getSpec().getConcurrencyPolicy()).isEqualTo("Forbid");
        assertThat(job.getTemplate().getSpec().getRestartPolicy()).as("what a pod failure policy asks for")
                .isEqualTo("Never");
        assertThat(job.getPodFailurePolicy().getRules()).singleElement().satisfies(rule -> {
            assertThat(rule.getOnExitCodes().getContainerName()).isEqualTo(driver.getName());
            assertThat(rule.getOnExitCodes().getValues()).containsExactly(ExitCode.INPUT, ExitCode.GATE);
        });
        requireRepeatable(driver.getArgs());
        requireMounted(driver, job.getTemplate().getSpec().getVolumes());
        requireUnprivileged(driver.getSecurityContext(), driver.getVolumeMounts());
        assertThat(job.getTemplate().getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
    }

    @Test
    void whatKubernetesDoesNotKnowIsNoticed() {
        assertThatThrownBy(() -> STRICT.readValue("{\"spec\":{\"shedule\":\"0 2 * * *\"}}", CronJob.class))
                .isInstanceOf(UnrecognizedPropertyException.class).hasMessageContaining("shedule");
    }

    @Test
    void theSparkApplicationHasFieldsOfItsDefinitionOnly() throws IOException {
        JsonNode recipe = yaml("spark-application.yaml");
        List<String> problems = new ArrayList<>();
        JsonNode definition;
        try (var stream = getClass().getResourceAsStream("/cluster/spark-application-fields.yaml")) {
            definition = tree(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
        check(recipe, definition, "", problems);

        assertThat(problems).isEmpty();
        assertThat(recipe.at("/spec/restartPolicy/type").asText()).isEqualTo("OnFailure");
        assertThat(recipe.at("/spec/mainClass").asText()).isEqualTo(Whittle.class.getName());
        requireRepeatable(texts(recipe.at("/spec/arguments")));
        for (String role : List.of("driver", "executor")) {
            JsonNode pod = recipe.at("/spec/" + role);
            SecurityContext context = STRICT.treeToValue(pod.get("securityContext"), SecurityContext.class);
            assertThat(context.getRunAsNonRoot()).isTrue();
            requireUnprivileged(context,
                    List.of(STRICT.treeToValue(pod.get("volumeMounts"), VolumeMount[].class)));
        }
        List<String> wrong = new ArrayList<>();
        check(
                tree("{spec: {type: Go, driver: {core: 1}, executor: {instances: two}, sparkVersion: a}}"),
                definition,
                "",
                wrong);
        assertThat(wrong).as("mistakes are noticed").contains(".spec.type = Go is none of its values",
                ".spec.driver.core is unknown", ".spec.executor.instances is no integer",
                ".spec.mainApplicationFile is missing");
    }

    @Test
    void theStepOfArgoRunsAContainerOfKubernetesWithTheWorkflowsDay() throws IOException {
        JsonNode workflow = yaml("argo-workflow.yaml");
        JsonNode step = workflow.at("/spec/templates/0");
        JsonNode unnamed = step.get("container");
        Container driver = STRICT.treeToValue(unnamed, Container.class);

        assertThat(workflow.get("apiVersion").asText()).isEqualTo("argoproj.io/v1alpha1");
        assertThat(step.get("name").asText()).isEqualTo(workflow.at("/spec/entrypoint").asText());
        assertThat(step.at("/retryStrategy/expression").asText()).contains("!= 2", "!= 3");
        requireRepeatable(driver.getArgs());
        assertThat(driver.getArgs()).contains("day={{workflow.parameters.day}}");
        assertThat(workflow.at("/spec/arguments/parameters/0/name").asText()).isEqualTo("day");
        Volume[] volumes = STRICT.treeToValue(workflow.at("/spec/volumes"), Volume[].class);
        requireMounted(driver, List.of(volumes));
        requireUnprivileged(driver.getSecurityContext(), driver.getVolumeMounts());
        assertThat(driver.getSecurityContext().getRunAsNonRoot()).isTrue();
    }

    @Test
    void thePodTemplateIsUnprivileged() throws IOException {
        Pod pod = STRICT.treeToValue(yaml("pod.yaml"), Pod.class);
        Container container = pod.getSpec().getContainers().get(0);

        assertThat(pod.getSpec().getSecurityContext().getRunAsNonRoot()).isTrue();
        requireUnprivileged(container.getSecurityContext(), container.getVolumeMounts());
        requireMounted(container, pod.getSpec().getVolumes());
    }

    @Test
    void theGraphOfAirflowIsPythonAndTakesItsDate() throws Exception {
        String dag = Files.readString(RECIPES.resolve("airflow_dag.py"));
        assertThat(dag).contains("--resume=auto", "--var day={{{{ ds }}}}").doesNotContain("now()", "today()");
        Process python;
        try {
            python = new ProcessBuilder("python3", "-c", "import sys; compile(sys.stdin.read(), 'dag', 'exec')")
                    .redirectErrorStream(true).start();
        } catch (IOException none) {
            assumeTrue(false, "there is no python3 to compile conf/cluster/airflow_dag.py");
            return;
        }
        try (var in = python.getOutputStream()) {
            in.write(dag.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(said).isZero();
    }

    /** What is copied is there, and the path is the one that the other recipes name. */
    @Test
    void theImageHasTheJobJarWhereTheRecipesLookForItAndRunsUnprivileged() throws IOException {
        List<String> lines = Files.readAllLines(RECIPES.resolve("Dockerfile"));

        assertThat(lines)
                .anyMatch(line -> line.matches("COPY .*target/whittle-\\*-job\\.jar /opt/whittle/whittle\\.jar"));
        assertThat(lines.stream().filter(line -> line.startsWith("COPY")).map(line -> line.split(" ")[2])
                .filter(source -> !source.startsWith("target/")).map(Path::of)).allSatisfy(p -> assertThat(p).exists());
        assertThat(lines.stream().filter(line -> line.startsWith("USER"))).last().isEqualTo("USER 185");
        for (String recipe : List.of("spark-application.yaml", "cron-job.yaml", "argo-workflow.yaml")) {
            assertThat(Files.readString(RECIPES.resolve(recipe))).contains("local:///opt/whittle/whittle.jar");
        }
        assertThat(yaml("spark-application.yaml").at("/spec/driver/securityContext/runAsUser").asInt()).isEqualTo(185);
    }

    /** The words behind the job jar, or all, are a command line that can be repeated. */
    private static void requireRepeatable(List<String> words) {
        List<String> own = words.subList(words.indexOf("local:///opt/whittle/whittle.jar") + 1, words.size());
        CommandLine.ParseResult parsed = new CommandLine(new Whittle()).parseArgs(own.toArray(String[]::new));

        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("tune");
        assertThat(parsed.subcommand().<Resume>matchedOptionValue("--resume", Resume.NO)).isEqualTo(Resume.AUTO);
        String study = parsed.subcommand().matchedOptionValue("--study", "");
        Map<String, String> values = parsed.subcommand().matchedOptionValue("--var", Map.of());
        values.keySet().forEach(name -> assertThat(study).contains("{" + name + "}"));
        assertThat(Stream.of(study.split("\\{")).skip(1).map(part -> part.substring(0, part.indexOf('}'))))
                .allMatch(values::containsKey);
    }

    /** Nothing is written but where a volume is: where Spark starts, and where libraries are unpacked. */
    private static void requireUnprivileged(SecurityContext context, List<VolumeMount> mounts) {
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(mounts.stream().map(VolumeMount::getMountPath)).contains("/tmp", "/opt/spark/work-dir");
    }

    private static void requireMounted(Container driver, List<Volume> volumes) {
        assertThat(volumes.stream().map(Volume::getName)).containsExactlyInAnyOrderElementsOf(
                driver.getVolumeMounts().stream().map(VolumeMount::getName).toList());
    }

    private static void check(JsonNode node, JsonNode definition, String path, List<String> problems) {
        if (definition.isTextual() && MODEL.containsKey(definition.asText())) {
            try {
                STRICT.treeToValue(node, MODEL.get(definition.asText()));
            } catch (IOException e) {
                problems.add(path + " " + e.getMessage());
            }
        } else if (definition.isTextual()) {
            boolean right = definition.asText().equals("integer") ? node.isInt() : node.isTextual();
            if (!right) {
                problems.add("%s is no %s".formatted(path, definition.asText()));
            }
        } else if (definition.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                check(node.get(i), definition.get(0), path + "[" + i + "]", problems);
            }
            if (!node.isArray()) {
                problems.add(path + " is no list");
            }
        } else if (definition.has("enum")) {
            if (!texts(definition.get("enum")).contains(node.asText())) {
                problems.add("%s = %s is none of its values".formatted(path, node.asText()));
            }
        } else if (definition.has("map")) {
            node.fields().forEachRemaining(entry ->
                    check(entry.getValue(), definition.get("map"), path + "." + entry.getKey(), problems));
        } else {
            for (Iterator<String> names = definition.fieldNames(); names.hasNext();) {
                String name = names.next();
                if (name.endsWith("!") && !node.has(name.substring(0, name.length() - 1))) {
                    problems.add("%s.%s is missing".formatted(path, name.substring(0, name.length() - 1)));
                }
            }
            node.fields().forEachRemaining(entry -> {
                String name = entry.getKey();
                JsonNode known = definition.has(name) ? definition.get(name) : definition.get(name + "!");
                if (known == null) {
                    problems.add("%s.%s is unknown".formatted(path, name));
                } else {
                    check(entry.getValue(), known, path + "." + name, problems);
                }
            });
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    private static JsonNode yaml(String file) throws IOException {
        return tree(Files.readString(RECIPES.resolve(file)));
    }

    /** Jackson's own reader of YAML leaves the names of anchors where their values should be. */
    private static JsonNode tree(String yaml) {
        return new ObjectMapper().valueToTree(new Yaml().load(yaml));
    }
}
