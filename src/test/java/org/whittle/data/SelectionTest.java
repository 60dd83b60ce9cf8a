package org.whittle.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.whittle.data.source.TableReader;
import org.whittle.data.tensor.Manifest;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.score.step.DataJson;
import org.whittle.score.step.PreprocessingFile;
import org.whittle.study.InputSpec;
import org.whittle.study.SelectionSpec;
import org.whittle.study.SelectionSpec.Method;
import org.whittle.work.Rows;

/** Features of tables are ranked by training rows, and networks see some of them. */
class SelectionTest extends SparkTest {

    private static final int ROWS = 120;

    /** Of six columns, strong and weak tell of the label; leak tells all, but in validation rows alone. */
    private Path table(String name, boolean leaking) throws IOException {
        RandomStream random = RandomStream.ofSeed(5);
        return file(name, lines("noise,strong,weak,kind,leak,gap,y,part", ROWS, i -> {
            boolean yes = i % 2 == 0;
            String part = i % 6 < 4 ? "a" : i % 6 < 5 ? "b" : "c";
            boolean leaks = leaking && part.equals("b");
            double drawn = random.nextGaussian();
            return "%s,%s,%s,%s,%s,%s,%s,%s".formatted(random.nextGaussian(),
                    (yes ? 2 : 0) + random.nextGaussian() / 2, (yes ? 1 : 0) + random.nextGaussian(),
                    List.of("red", "green", "blue").get((i / 2 + (random.nextDouble() < 0.5 ? 1 : 0)) % 3),
                    leaks ? yes ? 90 : -90 : drawn,
                    random.nextDouble() < 0.2 ? "" : Double.toString(random.nextDouble()), yes ? "yes" : "no", part);
        }));
    }

    private Settings settings(Path table, Method method, int most, Map<String, List<String>> groups) {
        return Settings.of("csv", table, "y").byPart()
                .inputs(new InputSpec(List.of(), new SelectionSpec(method, most), new TreeMap<>(groups)));
    }

    private JsonNode tree(String study, String path) throws IOException {
        return DataJson.MAPPER.readTree(study(study).read(path));
    }

    @ParameterizedTest
    @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void validationRowsDoNotRankFeatures(Method method) throws IOException {
        PreparedData sound = prepare(settings(table("sound.csv", false), method, 3, Map.of()), "sound");
        PreparedData leaking = prepare(settings(table("leaking.csv", true), method, 3, Map.of()), "leaking");
        JsonNode selection = tree("sound", PreprocessingFile.OF_STUDY).at("/folds/0/selection");
        assertThat(selection.path("method").asText()).isEqualTo(method.key());
        assertThat(tree("leaking", PreprocessingFile.OF_STUDY).at("/folds/0/selection")).isEqualTo(selection);
        assertThat(sound.summary().features()).hasSize(3).isEqualTo(leaking.summary().features());
        if (method != Method.VARIANCE) {
            assertThat(sound.summary().features()).contains("strong", "weak").doesNotContain("leak");
            assertThat(sound.seen(values(3, Map.of())).orElseThrow()).startsWith("strong");
        }
        assertThat(tree("sound", PreprocessingFile.OF_STUDY).path("format").asInt()).isEqualTo(3);
        assertThat(tree("sound", Manifest.PATH).path("version").asInt()).isEqualTo(4);
    }

    @Test
    void onlyTheBestAreStoredAndMadeOfSingleRows() throws IOException {
        Path table = table("rows.csv", false);
        PreparedData prepared = prepare(settings(table, Method.ANOVA, 4, Map.of()));
        assertThat(prepared.training().width()).isEqualTo(4);
        assertThat(prepared.made()).as("gap and its indicator, three kinds, four numbers").isEqualTo(9);
        PreparedData loaded = PreparedData.load(study("study"));
        List<List<Float>> stored = new ArrayList<>();
        for (Rows rows : List.of(
                loaded.training().training(),
                loaded.training().validation(),
                loaded.lockBox().open())) {
            float[] features = rows.features();
            IntStream.range(0, rows.count()).forEach(row -> stored.add(IntStream.range(0, 4)
                    .mapToObj(i -> features[row * 4 + i]).toList()));
        }
        FeaturePipeline pipeline = FeaturePipeline.load(study("study"));
        assertThat(pipeline.names()).isEqualTo(prepared.summary().features());
        assertThat(stored).hasSize(ROWS).containsExactlyInAnyOrderElementsOf(
                pipeline.transform(TableReader.read(spark, "csv", table.toString(), Map.of())).collectAsList().stream()
                        .map(row -> Arrays.stream(row.<Vector>getAs(FeaturePipeline.FEATURES).toArray())
                                .mapToObj(value -> (float) value).toList()).toList());
    }

    private static Values values(int top, Map<String, Boolean> used) {
        TreeMap<String, Object> values = new TreeMap<>(Map.of("top", top, "edges", "none"));
        used.forEach((name, use) -> values.put("use." + name, use));
        return new Values(values);
    }

    @Test
    void networksSeeTheBestOfTheGroupsThatTheyUse() throws IOException {
        Map<String, List<String>> groups =
                Map.of("first", List.of("strong", "noise"), "second", List.of("kind", "gap"));
        PreparedData prepared = prepare(settings(table("rows.csv", false), Method.ANOVA, 0, groups));
        assertThat(prepared.summary().features()).startsWith("noise", "strong", "weak", "leak", "gap",
                "gap (missing)").contains("kind=blue", "kind=red", "kind=green").hasSize(prepared.made());
        Values all = values(0, Map.of("first", true, "second", true));
        assertThat(prepared.training().seen(all).areAll()).isTrue();
        assertThat(prepared.seen(values(0, Map.of("first", true, "second", false))).orElseThrow())
                .startsWith("strong", "weak").containsExactlyInAnyOrder("noise", "strong", "weak", "leak");
        assertThat(prepared.training().seen(values(0, Map.of("first", false, "second", true))).unseen())
                .containsExactly(0, 1);
        assertThat(prepared.seen(values(2, Map.of("first", false, "second", false))).orElseThrow())
                .containsExactly("weak", "leak");
        assertThat(prepared.seen(values(1, Map.of("first", true, "second", true))).orElseThrow())
                .containsExactly("strong");
    }

    @Test
    void aNetworkThatSeesNothingIsToldWhatToExclude() throws IOException {
        Map<String, List<String>> groups = Map.of("one", List.of("strong", "weak"), "two", List.of("noise"));
        PreparedData prepared = prepare(settings(table("rows.csv", false), Method.NONE, 0, groups)
                .features("strong", "weak", "noise"));
        assertThatThrownBy(() -> prepared.training().seen(values(0, Map.of("one", false, "two", false))))
                .hasMessage("No feature is left to see where none of the groups one, two is used; "
                        + "add constraints = [\"use.one or use.two\"].");
    }

    @Test
    void groupsOfColumnsThatAreNotThereAreToldInALine() throws IOException {
        Path table = table("rows.csv", false);
        assertThatThrownBy(() -> prepare(settings(table, Method.NONE, 0, Map.of("a", List.of("strung", "weak")))))
                .hasMessageContaining("data.groups.a").hasMessageContaining("strung").hasMessageContaining("strong");
        Path ids = file("ids.csv", lines("x,id,y,part", 180, i -> "%d,person-%d,%s,%s".formatted(i * 7 % 60, i,
                i % 2 == 0 ? "p" : "q", List.of("a", "b", "c").get(i % 3))));
        assertThatThrownBy(() -> prepare(settings(ids, Method.NONE, 0, Map.of("a", List.of("id")))))
                .hasMessageContaining(
                        "data.groups.a: of its columns (id) none is a feature; name others, or leave it out");
    }

    @Test
    void aSelectionOfOtherFeaturesIsDamaged() throws IOException {
        prepare(settings(table("rows.csv", false), Method.ANOVA, 4, Map.of()));
        for (String change : List.of("kept", "ranking", "scores")) {
            ObjectNode root = (ObjectNode) tree("study", PreprocessingFile.OF_STUDY);
            ObjectNode selection = (ObjectNode) root.at("/folds/0/selection");
            if (change.equals("kept")) {
                selection.put("kept", 10);
            } else {
                selection.withArray(change).add(1);
            }
            assertThatThrownBy(() -> PreprocessingFile.decode(DataJson.MAPPER.writeValueAsBytes(root), "here"))
                    .hasMessageContaining("here is damaged: the selection is one of other features");
        }
    }
}
