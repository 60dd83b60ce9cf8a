package org.whittle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The one direction of imports: the table of the design, package by package. */
class ArchitectureTest {

    private static final List<String> CORE =
            List.of("space", "random", "net", "goal", "work", "sampler", "schedule", "study");

    /** What each package may import. */
    private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

    static {
        MAY_IMPORT.put("space", List.of());
        MAY_IMPORT.put("random", List.of());
        MAY_IMPORT.put("text", List.of());
        MAY_IMPORT.put("net", List.of("space"));
        MAY_IMPORT.put("goal", List.of("space"));
        MAY_IMPORT.put("score", List.of("space", "net", "goal"));
        MAY_IMPORT.put("work", List.of("space", "net", "goal"));
        MAY_IMPORT.put("sampler", List.of("space", "random", "net", "goal", "work"));
        MAY_IMPORT.put("schedule", List.of("space", "random", "net", "goal", "work"));
        MAY_IMPORT.put("study", List.of("space", "random", "net", "goal", "score", "work", "sampler", "schedule"));
        MAY_IMPORT.put("train", List.of("space", "random", "net", "goal", "score", "work"));
        MAY_IMPORT.put("config", and("score", "text"));
        MAY_IMPORT.put("data", and("score", "text"));
        MAY_IMPORT.put("spark", CORE);
        MAY_IMPORT.put("ledger", CORE);
        MAY_IMPORT.put("report", CORE);
        MAY_IMPORT.put("export", and("score"));
        MAY_IMPORT.put("run", allBut("ml", "app"));
        MAY_IMPORT.put("ml", allBut());
        MAY_IMPORT.put("app", allBut());
    }

    /** What each room may import of its package's others; what stands in the package itself is above its rooms. */
    private static final Map<String, List<String>> ROOMS = new LinkedHashMap<>();

    static {
        ROOMS.put("train.metric", List.of());
        ROOMS.put("train.descent", List.of());
        ROOMS.put("train.engine", List.of());
        ROOMS.put("train.plan", List.of());
        ROOMS.put("train.own", List.of());
        ROOMS.put("train.graph", List.of("train.descent", "train.engine"));
        ROOMS.put(
                "train.brought",
                List.of("train.descent", "train.engine", "train.graph", "train.store", "train.model"));
        ROOMS.put("train.program", List.of("train.engine", "train.graph"));
        ROOMS.put("train.store", List.of("train.descent", "train.graph"));
        ROOMS.put("train.model", List.of("train.engine", "train.graph"));
        ROOMS.put(
                "train.cohort",
                List.of(
                        "train.metric",
                        "train.descent",
                        "train.engine",
                        "train.brought",
                        "train.graph",
                        "train.program",
                        "train.store",
                        "train.model"));
        ROOMS.put("score.column", List.of());
        ROOMS.put("score.image", List.of());
        ROOMS.put("score.step", List.of("score.column", "score.image"));
        ROOMS.put("score.proto", List.of());
        ROOMS.put("score.engine", List.of());
        ROOMS.put("score.block", List.of("score.step", "score.engine"));
        ROOMS.put("score.model", List.of("score.step", "score.engine", "score.block"));
        ROOMS.put("score.onnx", List.of("score.column", "score.image", "score.step", "score.model", "score.proto"));
        ROOMS.put("net.setting", List.of());
        ROOMS.put("net.array", List.of());
        ROOMS.put("net.activation", List.of("net.setting", "net.array"));
        ROOMS.put("net.loss", List.of("net.setting", "net.array"));
        ROOMS.put("net.optimizer", List.of("net.setting"));
        ROOMS.put("net.normalization", List.of("net.setting"));
        ROOMS.put("net.rate", List.of("net.setting", "net.optimizer"));
        ROOMS.put("net.initial", List.of("net.setting", "net.activation"));
        ROOMS.put("data.column", List.of());
        ROOMS.put("data.image", List.of("data.column"));
        ROOMS.put("data.source", List.of("data.column", "data.image"));
        ROOMS.put("data.check", List.of("data.column", "data.source"));
        ROOMS.put("data.row", List.of("data.column", "data.source", "data.check"));
        ROOMS.put("data.step", List.of("data.column", "data.source", "data.row"));
        ROOMS.put("data.tensor", List.of("data.column", "data.row", "data.step"));
        ROOMS.put("config.hocon", List.of());
        ROOMS.put("config.space", List.of("config.hocon"));
        ROOMS.put("config.network", List.of("config.hocon", "config.space"));
    }

    /** Where types of other projects may be used. */
    private static final Map<String, List<String>> MAY_USE = Map.of(
            "org.apache.spark..", List.of("data", "spark", "report", "run", "ml", "app"),
            "ai.djl..", List.of("score", "train", "run"),
            "org.apache.commons.math3..", List.of("data", "sampler", "schedule", "work"),
            "org.apache.commons.text..", List.of("text"));

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.whittle");

    static Stream<String> packages() {
        return allBut().stream();
    }

    static Stream<String> others() {
        return MAY_USE.keySet().stream().sorted();
    }

    @Test
    void everyClassIsInAPackageOfTheTable() {
        assertThat(PRODUCTION).hasSizeGreaterThan(50);
        classes().should().resideInAnyPackage(patterns(allBut())).check(PRODUCTION);
    }

    @ParameterizedTest
    @MethodSource("packages")
    void importsOnlyWhatTheTableAllows(String name) {
        List<String> forbidden = new ArrayList<>(allBut(name));
        forbidden.removeAll(MAY_IMPORT.get(name));
        if (!forbidden.isEmpty()) {
            noClasses().that().resideInAPackage(pattern(name)).should().dependOnClassesThat()
                    .resideInAnyPackage(patterns(forbidden)).allowEmptyShould(true).check(PRODUCTION);
        }
    }

    static Stream<String> rooms() {
        return ROOMS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomImportsOnlyWhatTheTableAllows(String room) {
        String above = room.substring(0, room.indexOf('.'));
        List<String> forbidden = new ArrayList<>(ROOMS.keySet());
        forbidden.removeIf(other -> !other.startsWith(above + "."));
        forbidden.remove(room);
        forbidden.removeAll(ROOMS.get(room));
        noClasses().that().resideInAPackage(pattern(room)).should().dependOnClassesThat()
                .resideInAnyPackage(patterns(forbidden)).orShould().dependOnClassesThat()
                .resideInAPackage("org.whittle." + above).check(PRODUCTION);
    }

    /** The one room that stands above its package. */
    @Test
    void kindsOfNetworksBuildWhatTheRestOfNetDeclares() {
        noClasses().that().resideInAPackage("org.whittle.net..").and().resideOutsideOfPackage("org.whittle.net.kind")
                .should().dependOnClassesThat().resideInAPackage("org.whittle.net.kind").check(PRODUCTION);
    }

    @ParameterizedTest
    @MethodSource("others")
    void typesOfOtherProjectsStayInTheirPackages(String types) {
        List<String> free = new ArrayList<>(allBut());
        free.removeAll(MAY_USE.get(types));
        noClasses().that().resideInAnyPackage(patterns(free)).should().dependOnClassesThat()
                .resideInAPackage(types).check(PRODUCTION);
    }

    @Test
    void fromSpaceToStudyAllIsPlainJava() {
        List<String> plain = new ArrayList<>(CORE);
        plain.removeAll(List.of("sampler", "schedule", "work"));
        classes().that().resideInAnyPackage(patterns(plain)).should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.whittle..").check(PRODUCTION);
        classes()
                .that()
                .resideInAnyPackage(patterns(List.of("sampler", "schedule", "work")))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.whittle..", "org.apache.commons.math3..")
                .check(PRODUCTION);
    }

    /** Adapters, each of which does one thing for a study; {@code run} puts them together. */
    @Test
    void onlyRunWiresTheAdapters() {
        noClasses()
                .that()
                .resideInAnyPackage(patterns(List.of("ml", "app")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(patterns(List.of("data", "train", "spark", "ledger", "report", "export")))
                .check(PRODUCTION);
    }

    @Test
    void metricsNeedNoEngine() {
        classes().that().resideInAPackage("org.whittle.train.metric..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.whittle.train.metric..", "org.whittle.net..", "org.whittle.goal..",
                        "org.whittle.work..", "org.whittle.random..")
                .check(PRODUCTION);
    }

    private static List<String> allBut(String... left) {
        List<String> names = new ArrayList<>(CORE);
        names.addAll(
                List.of("text", "score", "config", "data", "train", "spark", "ledger", "report", "export", "run", "ml",
                        "app"));
        names.removeAll(List.of(left));
        return names;
    }

    private static List<String> and(String... more) {
        List<String> names = new ArrayList<>(CORE);
        names.addAll(List.of(more));
        return names;
    }

    private static String pattern(String name) {
        return "org.whittle." + name + "..";
    }

    private static String[] patterns(List<String> names) {
        return names.stream().map(ArchitectureTest::pattern).toArray(String[]::new);
    }
}
