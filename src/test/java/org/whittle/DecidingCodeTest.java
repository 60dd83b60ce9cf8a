package org.whittle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What decides does not ask for what Java leaves open: the order of hash tables, how a stream adds up, the last bit of
 * a logarithm.
 *
 * <p>That an order is asked for cannot be seen in byte code, where a loop over a hash map is one over a map. So these
 * packages make no hash maps and no hash sets at all: {@code LinkedHashMap}, {@code TreeMap} and their sets cost little
 * more.
 */
class DecidingCodeTest {

    private static final String[] DECIDING = Stream.of("space", "random", "net", "goal", "work", "sampler", "schedule",
            "study", "train")
            .map(name -> "org.whittle." + name + "..").toArray(String[]::new);

    /** Who may, and why. */
    private static final Map<String, String> ALLOWED = Map.of(
            "org.whittle.work.Fault", "a set by identity, asked only whether it holds a throwable",
            "org.whittle.train.program.MlpProgram", "texts by what they hang on, looked up and never gone through");

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.whittle");

    private static final ArchRule NO_HASH_TABLES = noClasses().that().resideInAnyPackage(DECIDING)
            .and(areNotAllowed()).should(use("hash tables, whose order is not that of anything",
                    DecidingCodeTest::makesHashTable));
    private static final ArchRule NO_LOOSE_SUMS = noClasses().that().resideInAnyPackage(DECIDING)
            .should(use("sums of streams; org.whittle.work.Sums adds up in order", DecidingCodeTest::addsUp));
    private static final ArchRule NO_INTRINSICS = noClasses().that().resideInAnyPackage(DECIDING)
            .should(use("functions that processors round as they like; StrictMath has one result",
                    DecidingCodeTest::roundsAsItLikes));

    @Test
    void decidingCodeMakesNoHashTables() {
        NO_HASH_TABLES.check(PRODUCTION);
        assertThat(ALLOWED.keySet()).allSatisfy(name -> assertThat(PRODUCTION.contain(name)).as(name).isTrue());
    }

    @Test
    void decidingCodeAddsUpInOrder() {
        NO_LOOSE_SUMS.check(PRODUCTION);
    }

    @Test
    void decidingCodeHasOneResultForALogarithm() {
        NO_INTRINSICS.check(PRODUCTION);
    }

    /** Each line of these samples breaks a rule, and each line of {@link Fine} breaks none. */
    @ParameterizedTest
    @ValueSource(classes = {Makes.class, MakesByReference.class, Copies.class, Collects.class, Groups.class})
    void theRuleOfHashTablesBites(Class<?> sample) {
        assertBites(sample, use("hash tables", DecidingCodeTest::makesHashTable));
    }

    @ParameterizedTest
    @ValueSource(classes = {Adds.class, Averages.class, CollectsAverages.class})
    void theRuleOfSumsBites(Class<?> sample) {
        assertBites(sample, use("sums", DecidingCodeTest::addsUp));
    }

    @Test
    void theRuleOfFunctionsBites() {
        assertBites(Powers.class, use("functions", DecidingCodeTest::roundsAsItLikes));
    }

    @Test
    void noneBitesWhatIsOrdered() {
        JavaClasses fine = new ClassFileImporter().importClasses(Fine.class);
        for (ArchCondition<JavaClass> use : List.of(use("hash tables", DecidingCodeTest::makesHashTable),
                use("sums", DecidingCodeTest::addsUp), use("functions", DecidingCodeTest::roundsAsItLikes))) {
            noClasses().should(use).check(fine);
        }
    }

    private static void assertBites(Class<?> sample, ArchCondition<JavaClass> use) {
        JavaClasses classes = new ClassFileImporter().importClasses(sample);
        assertThatThrownBy(() -> noClasses().should(use).check(classes)).isInstanceOf(AssertionError.class);
    }

    private static boolean makesHashTable(JavaCodeUnitAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getName();
        int parameters = access.getTarget().getRawParameterTypes().size();
        return switch (owner) {
            case "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.IdentityHashMap",
                    "java.util.WeakHashMap",
                    "java.util.Hashtable",
                    "java.util.concurrent.ConcurrentHashMap" -> name.equals("<init>") || name.equals("newKeySet");
                // With one element or none there is one order.
            case "java.util.Set" -> name.equals("copyOf")
                    || name.equals("of") && (parameters > 1 || takesArray(access));
            case "java.util.Map" -> name.equals("copyOf")
                    || name.equals("ofEntries")
                    || name.equals("of") && parameters > 2;
            case "java.util.stream.Collectors" -> name.matches(
                            "to(Unmodifiable)?Set|toUnmodifiableMap|toConcurrentMap|" + "groupingByConcurrent")
                    || name.equals("toMap") && parameters < 4
                    || name.equals("groupingBy") && parameters < 3;
            default -> false;
        };
    }

    private static boolean takesArray(JavaCodeUnitAccess<?> access) {
        return access.getTarget().getRawParameterTypes().stream().anyMatch(JavaClass::isArray);
    }

    private static boolean addsUp(JavaCodeUnitAccess<?> access) {
        String name = access.getName();
        return switch (access.getTargetOwner().getName()) {
            case "java.util.stream.DoubleStream" -> name.matches("sum|average|summaryStatistics|parallel");
            case "java.util.stream.Collectors" -> name.matches("(summing|averaging|summarizing)Double");
            case "java.util.DoubleSummaryStatistics" -> name.matches("getSum|getAverage");
            case "java.util.concurrent.atomic.DoubleAdder", "java.util.concurrent.atomic.DoubleAccumulator" -> true;
            case "java.util.Collection", "java.util.List", "java.util.Set" -> name.equals("parallelStream");
            default -> false;
        };
    }

    private static boolean roundsAsItLikes(JavaCodeUnitAccess<?> access) {
        return access.getTargetOwner().getName().equals("java.lang.Math")
                && access.getName().matches("exp|expm1|log|log10|log1p|pow|cbrt|hypot|a?(sin|cos|tan)h?|atan2");
    }

    private static ArchCondition<JavaClass> use(String what, Predicate<JavaCodeUnitAccess<?>> forbidden) {
        return new ArchCondition<>("use " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getCodeUnitAccessesFromSelf().stream().filter(forbidden)
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(access, access.getDescription())));
            }
        };
    }

    private static DescribedPredicate<JavaClass> areNotAllowed() {
        return DescribedPredicate.describe("are not allowed to", type -> ALLOWED.keySet().stream()
                .noneMatch(name -> type.getName().equals(name) || type.getName().startsWith(name + "$")));
    }

    private static final class Makes {
        Set<String> set = new HashSet<>();
    }

    private static final class MakesByReference {
        Map<String, String> map = Stream.of("a").collect(Collectors.toMap(a -> a, a -> a, (a, b) -> a, HashMap::new));
    }

    private static final class Copies {
        Map<String, String> map(Map<String, String> of) {
            return Map.copyOf(of);
        }
    }

    private static final class Collects {
        Set<String> set = Stream.of("a").collect(Collectors.toSet());
    }

    private static final class Groups {
        Map<Integer, List<String>> groups = Stream.of("a").collect(Collectors.groupingBy(String::length));
    }

    private static final class Adds {
        double sum = DoubleStream.of(1, 2).sum();
    }

    private static final class Averages {
        double average(double... values) {
            return Arrays.stream(values).average().orElse(0);
        }
    }

    private static final class CollectsAverages {
        double average(Collection<Double> values) {
            return values.stream().collect(Collectors.averagingDouble(v -> v));
        }
    }

    private static final class Powers {
        double power(double x) {
            return Math.pow(x, 1.5);
        }
    }

    private static final class Fine {
        Set<String> one = Set.of("a");
        Map<String, String> pair = Map.of("a", "b");
        Map<String, String> map = new LinkedHashMap<>();
        Map<Integer, List<String>> groups = Stream.of("a").collect(Collectors.groupingBy(String::length,
                TreeMap::new, Collectors.toList()));
        int sum = Stream.of(1, 2).mapToInt(i -> i).sum();
        double root = Math.sqrt(2) + StrictMath.log(2) + Math.abs(-1.0) + Math.fma(1.0, 2.0, 3.0);
    }
}
