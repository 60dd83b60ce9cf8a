package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.whittle.schedule.Hyperband;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.RealParameter;
import org.whittle.study.StudySpec;

class OverridesTest {

    private static final String STUDY = Studies.DATA + """
            space {
              dropout { low = 0, high = 0.5 }
              activation = [relu, tanh]
            }
            search { scheduler = hyperband, eta = 4 }
            """;

    @Test
    void anOverrideReplacesTheFilesSettingAndTheLastOneCounts() {
        assertThat(Studies.read(STUDY, "search.eta=5", "search.eta=2").scheduler())
                .isEqualTo(new Hyperband(1, 27, 2, 1));
    }

    @Test
    void anOverrideReachesIntoParameters() {
        StudySpec spec = Studies.read(STUDY, "space.dropout.high=0.25", "space.activation=[relu, elu, \"selu\"]",
                "space.layers = { low = 1, high = 2 }", "baseline.dropout=0.2");

        assertThat(((RealParameter)
                                spec.space().dimension("dropout").orElseThrow().parameter())
                        .high())
                .isEqualTo(0.25);
        assertThat(spec.space().dimension("activation").orElseThrow().parameter())
                .isEqualTo(new ChoiceParameter("activation", List.of("relu", "elu", "selu")));
        assertThat(spec.baseline().values()).containsEntry("dropout", 0.2).containsEntry("layers", 2);
    }

    @Test
    void aValueIsTakenAsItIs() {
        StudySpec spec = Studies.read(
                STUDY,
                "data.path=s3a://bucket/a b#1,{x}.csv",
                "data.label=a=b",
                "training.optimizer=sgd",
                "space.momentum={ low = 0, high = 0.9 }",
                "space.momentum.when=activation = relu and dropout < 0.3");

        assertThat(spec.data().path()).isEqualTo("s3a://bucket/a b#1,{x}.csv");
        assertThat(spec.data().label()).isEqualTo("a=b");
        assertThat(spec.space().dimension("momentum").orElseThrow().condition())
                .hasToString("(activation = relu and dropout < 0.3)");
    }

    @Test
    void everyOverrideThatCannotBeReadIsReported() {
        assertThat(Studies.problems(STUDY, "search.eta", "=3", "space.activation=[relu", "a..b=3"))
                .satisfiesExactly(
                        problem -> assertThat(problem).isEqualTo(
                                "--set search.eta: there is no key and value; write --set key=value, such as "
                                        + "--set search.eta=4"),
                        problem -> assertThat(problem).startsWith("--set =3: there is no key and value"),
                        problem -> assertThat(problem).startsWith("--set space.activation=[relu: "),
                        problem -> assertThat(problem).startsWith("--set a..b=3: "));
    }

    @Test
    void aMistakeInAnOverrideIsNotBlamedOnTheFile() {
        assertThat(Studies.problems(STUDY, "space.dropout.high=2", "serach.eta=3", "space.dropout.low=x"))
                .containsExactly(
                        "--set space.dropout.high=2: space.dropout.high = 2 is not a number from 0 to 0.99; write 0.99",
                        "--set serach.eta=3: serach is not a setting; write search",
                        "--set space.dropout.low=x: space.dropout.low = x is not a number from 0 to 0.99");
    }

    @Test
    void relativePathsAreTheWorkingDirectorysAndOthersHadoops() {
        String here = "file:" + Path.of("").toAbsolutePath();

        assertThat(Studies.read(STUDY, "data.path=data/../rows.csv").data().path()).isEqualTo(here + "/rows.csv");
        for (String path : List.of("/rows.csv", "hdfs:///rows.csv", "s3a://b/rows.csv", "classpath:rows.csv",
                "file:/rows.csv")) {
            assertThat(Studies.read(STUDY, "data.path=" + path).data().path()).isEqualTo(path);
        }
        assertThat(Studies.read(STUDY, "data.path=db.rows", "data.format=table").data().path()).isEqualTo("db.rows");
    }

    @Test
    void theFormatFollowsFromTheEnding() {
        Map<String, String> formats = Map.of("a.csv", "csv", "a.csv.gz", "csv", "a.parquet/", "parquet", "a.orc", "orc",
                "a.jsonl", "json", "a.json", "json", "a.svm", "libsvm", "a/*.libsvm", "libsvm");

        formats.forEach((path, format) ->
                assertThat(Studies.read(STUDY, "data.path=" + path).data().format()).as(path).isEqualTo(format));
    }

    @Test
    void environmentVariablesCanBeUsed() {
        assertThat(Studies.read(STUDY + "data.label = ${PATH}").data().label()).isEqualTo(System.getenv("PATH"));
        assertThat(Studies.read(STUDY + "data.label = ${?NOWHERE_AT_ALL}").data().label()).isEqualTo("label");
    }

    @Test
    void aWrongEnvironmentVariableIsReportedWhereItIsUsed() {
        assertThat(Studies.problems(STUDY + "test { resamples = ${PATH} }")).singleElement().asString()
                .startsWith("my.conf:7: test.resamples = ").endsWith("write 1000");
    }

    @Test
    void systemPropertiesAreNotLookedAt() {
        System.setProperty("search.eta", "7");
        try {
            assertThat(Studies.read(STUDY).scheduler()).isEqualTo(new Hyperband(1, 27, 4, 1));
        } finally {
            System.clearProperty("search.eta");
        }
    }

    @Test
    void whatHoconOffersWorks() {
        StudySpec spec = Studies.read(STUDY + """
                constraints = ["dropout < 0.4"]
                constraints += "dropout > 0.1 or activation = tanh"
                baseline { activation = tanh }
                baseline.dropout = ${space.dropout.low}
                data.label = a, data.label = null
                """);

        assertThat(spec.space().constraints()).hasSize(2);
        assertThat(spec.baseline().values()).containsEntry("activation", "tanh").containsEntry("dropout", 0.0);
        assertThat(spec.data().label()).isEqualTo("label");
    }

    @Test
    void jsonIsAStudyFileToo() {
        assertThat(Studies.read(
                                "{\"data\": {\"path\": \"rows.csv\"}, \"space\": {\"activation\": [\"relu\", "
                                        + "\"tanh\"]}}")
                        .space()
                        .names())
                .containsExactly("activation");
    }
}
