package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.whittle.goal.EpochRecord;
import org.whittle.goal.TrialId;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.SearchSpace;
import org.whittle.study.LedgerEvent;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.study.Trial;

class ResultTablesTest {

    private static SparkSession spark;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder().master("local[2]").config("spark.ui.enabled", false)
                .config("spark.sql.codegen.wholeStage", false)
                .config("spark.sql.codegen.factoryMode", "NO_CODEGEN").getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void trialsHoldEverythingTheLedgerKnows() {
        StudyState state = SyntheticStudy.finished(SyntheticStudy.spec());
        Dataset<Row> table = written(SyntheticStudy.spec(), state, "trials");
        List<Row> rows = table.collectAsList();
        List<Trial> trials = state.trials();
        assertThat(rows).hasSize(trials.size()).hasSize(50);
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Trial trial = trials.get(i);
            assertThat(row.<Integer>getAs("trial")).isEqualTo(i);
            assertThat(row.<String>getAs("state")).isEqualToIgnoringCase(trial.state().name());
            assertThat(row.<String>getAs("fingerprint")).isEqualTo(trial.configuration().fingerprint());
            assertThat(row.<Integer>getAs("epochs")).isEqualTo(trial.curve().epochs().size());
            assertThat(row.<Double>getAs("params_learning_rate"))
                    .isEqualTo(trial.configuration().values().get("learning-rate"));
            assertThat(row.<Double>getAs("params_momentum")).isEqualTo(trial.configuration().values().get("momentum"));
            assertThat(row.<Double>getAs("last_accuracy")).isEqualTo(trial.curve().last()
                    .map(e -> e.metrics().get("accuracy")).orElse(null));
            assertThat(row.<Double>getAs("best_accuracy")).isEqualTo(trial.curve().best(SyntheticStudy.ACCURACY)
                    .map(e -> e.metrics().get("accuracy")).orElse(null));
            assertThat(row.<Integer>getAs("epoch")).as("without early stopping, the best one speaks for a trial")
                    .isEqualTo(trial.isComparable() ? row.<Integer>getAs("best_epoch") : null);
            assertThat(row.<Double>getAs("objective")).isEqualTo(trial.isComparable()
                    ? row.<Double>getAs("best_accuracy") : null);
            assertThat(row.<Integer>getAs("attempts")).isEqualTo(trial.executions().size() * (i % 17 == 5 ? 2 : 1));
            assertThat(row.<Integer>getAs("best_epoch")).isEqualTo(trial.curve().best(SyntheticStudy.ACCURACY)
                    .map(EpochRecord::epoch).orElse(null));
        }
        Row failed = rows.get(7);
        assertThat(failed.<String>getAs("reason")).isEqualTo("out of memory");
        assertThat(failed.<Object>getAs("objective")).isNull();
        assertThat(failed.<Object>getAs("rank")).isNull();
        int best = table.filter("rank = 1").first().<Integer>getAs("trial");
        assertThat(best).isEqualTo(SyntheticStudy.byValue(state).get(0).id().value());
    }

    @Test
    void parametersHaveColumnsOfTheirType() {
        Dataset<Row> table = written(SyntheticStudy.spec(), SyntheticStudy.running(SyntheticStudy.spec()), "trials");
        Map<String, String> types = new TreeMap<>();
        for (StructField field : table.schema().fields()) {
            types.put(field.name(), field.dataType().typeName());
        }
        assertThat(types).containsEntry("params_layers", "integer").containsEntry("params_activation", "string")
                .containsEntry("params_dropout", "double").containsEntry("params_batch_size", "integer")
                .containsEntry("stopped_early", "boolean").containsEntry("seconds", "double");
        assertThat(table.filter("params_optimizer != 'sgd' and params_momentum is not null").count()).isZero();
        assertThat(table.filter("params_optimizer = 'sgd' and params_momentum is null").count()).isZero();
    }

    @Test
    void namesAreUniqueAndMixedChoicesAreText() {
        SearchSpace space = SearchSpace.of(new ChoiceParameter("units.1", List.of(1, 2)),
                new ChoiceParameter("units-1", List.of(true, false)), new ChoiceParameter("Units_1", List.of(0.5, 2)),
                new ChoiceParameter("size", List.of("auto", 3)));
        Configuration configuration = Configuration.of(Map.of("units.1", 2, "units-1", true, "Units_1", 2, "size", 3));
        StudySpec plain = SyntheticStudy.spec();
        StudySpec spec = new StudySpec("odd", 1, plain.data(), new TreeMap<>(), 3, space, configuration, List.of(),
                plain.objectives(), plain.sampler(), plain.scheduler(), plain.stop(), plain.cohorts(), plain.test(),
                plain.gate(), new TreeMap<>());
        StudyState state = new StudyState(List.of(new LedgerEvent.BracketOpened(plain.scheduler().brackets(0, 1).get(0),
                List.of(new LedgerEvent.Proposal(TrialId.BASELINE, configuration, "baseline")))));
        Row row = written(spec, state, "trials").first();
        assertThat(row.<Integer>getAs("params_units_1")).isEqualTo(2);
        assertThat(row.<Boolean>getAs("params_units_1_")).isTrue();
        assertThat(row.<Double>getAs("params_Units_1__")).isEqualTo(2.0);
        assertThat(row.<String>getAs("params_size")).isEqualTo("3");
        assertThat(row.<Object>getAs("rung")).isNull();
    }

    @Test
    void copiesNameTheirParents() {
        StudySpec spec = SyntheticStudy.spec();
        LedgerEvent.Proposal first = new LedgerEvent.Proposal(TrialId.BASELINE, spec.baseline(), "baseline");
        LedgerEvent.Copy copy = new LedgerEvent.Copy(new TrialId(1), TrialId.BASELINE, 3, spec.baseline());
        StudyState state = new StudyState(List.of(
                new LedgerEvent.BracketOpened(spec.scheduler().brackets(0, 1).get(0), List.of(first)),
                new LedgerEvent.TrialsCopied(1, 0, List.of(copy))));

        List<Row> rows = written(spec, state, "trials").collectAsList();

        assertThat(rows.get(0).<Object>getAs("parent")).isNull();
        assertThat(rows.get(0).<Object>getAs("parent_epoch")).isNull();
        assertThat(rows.get(1).<String>getAs("origin")).isEqualTo("copy");
        assertThat(rows.get(1).<Integer>getAs("parent")).isZero();
        assertThat(rows.get(1).<Integer>getAs("parent_epoch")).isEqualTo(3);
        assertThat(rows.get(1).<Integer>getAs("epochs")).as("what its network has trained").isEqualTo(3);
    }

    @Test
    void epochsAreARowATrialAndEpoch() {
        StudyState state = SyntheticStudy.finished(SyntheticStudy.spec());
        Dataset<Row> table = written(SyntheticStudy.spec(), state, "epochs");
        List<String> keys = new ArrayList<>();
        for (Row row : table.collectAsList()) {
            keys.add("%s.%s %s".formatted(row.getAs("trial"), row.getAs("epoch"), row.getAs("accuracy")));
        }
        List<String> expected = new ArrayList<>();
        for (Trial trial : state.trials()) {
            trial.curve().epochs().forEach(e -> expected.add("%s.%s %s".formatted(trial.id(), e.epoch(),
                    e.metrics().get("accuracy"))));
        }
        assertThat(keys).isEqualTo(expected);
        assertThat(table.filter("isnan(train_loss)").count()).isEqualTo(
                state.trials().stream().filter(t -> t.state() == Trial.State.DIVERGED).count()).isPositive();
        assertThat(table.schema().apply("bracket").dataType()).isEqualTo(DataTypes.IntegerType);
    }

    @Test
    void rungsCountTheirTrials() {
        StudyState state = SyntheticStudy.finished(SyntheticStudy.spec());
        List<Row> rows = written(SyntheticStudy.spec(), state, "rungs").collectAsList();
        assertThat(rows).hasSize(state.rungs().size());
        Row first = rows.get(1);
        assertThat(Arrays.asList(first.<Integer>getAs("bracket"), first.<Integer>getAs("rung"),
                first.<Integer>getAs("epochs"), first.<Integer>getAs("trials"), first.<Integer>getAs("completed"),
                first.<Integer>getAs("diverged"), first.<Integer>getAs("failed"), first.<Integer>getAs("promoted")))
                .containsExactly(1, 0, 1, 27, 24, 2, 1, 9);
        Row last = rows.get(4);
        assertThat(last.<Integer>getAs("promoted")).isZero();
        int finalist = last.<Integer>getAs("best_trial");
        assertThat(last.<Double>getAs("best_objective"))
                .isEqualTo(state.trials().get(finalist).value(SyntheticStudy.OBJECTIVES));
        assertThat(rows.stream().mapToDouble(r -> r.getAs("idle_seconds")).sum()).isPositive();
    }

    @Test
    void aStudyWithoutTrialsHasEmptyTables() {
        StudyState state = SyntheticStudy.opened(SyntheticStudy.spec());
        for (String name : List.of("trials", "epochs", "rungs")) {
            assertThat(written(SyntheticStudy.spec(), state, name).count()).isZero();
        }
    }

    @Test
    void laterTablesReplaceEarlierOnes() throws IOException {
        StudySpec spec = SyntheticStudy.spec();
        long running = written(spec, SyntheticStudy.running(spec), "trials").count();
        long finished = written(spec, SyntheticStudy.finished(spec), "trials").count();
        assertThat(running).isLessThan(finished);
        try (var files = Files.list(directory.resolve("results"))) {
            assertThat(files.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("trials.parquet",
                    "epochs.parquet", "rungs.parquet", "summary.json");
        }
    }

    @Test
    void equalStudiesGiveEqualBytes() throws IOException {
        StudySpec spec = SyntheticStudy.spec();
        written(spec, SyntheticStudy.finished(spec), "trials");
        Map<String, byte[]> first = bytes();
        written(spec, SyntheticStudy.finished(spec), "trials");
        bytes().forEach((name, content) -> assertThat(content).as(name).isEqualTo(first.get(name)));
    }

    private Map<String, byte[]> bytes() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String name : List.of("trials.parquet", "epochs.parquet", "rungs.parquet", "summary.json")) {
            contents.put(name, Files.readAllBytes(directory.resolve("results").resolve(name)));
        }
        return contents;
    }

    private Dataset<Row> written(StudySpec spec, StudyState state, String table) {
        ResultTables.write(spec, state, new HadoopFileStore(directory.toString(), Map.of()));
        return spark.read().parquet(directory.resolve("results/" + table + ".parquet").toString());
    }
}
