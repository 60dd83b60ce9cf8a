package org.whittle.config.hocon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.whittle.config.Studies;
import org.whittle.config.StudyFile;
import org.whittle.study.InvalidInputException;

/** Mistakes in study files, apart from those in the search space. */
class ProblemsTest {

    private static final String SPACE = "space.dropout { low = 0, high = 0.5 }\n";

    @Test
    void everythingThatIsWrongIsReportedInTheOrderOfTheFile() {
        assertThat(Studies.problems(
                        """
                search { scheduler = hyperbnd, eta = 1 }
                data { path = rows.csv
                  scaling = standart }
                objective.metric = acuracy
                space {
                  activation = [relu, tanhh]
                  dropout { low = 0, high = 1.5 }
                }
                serach.eta = 3
                """,
                        "test.resamples=few",
                        "search.eta=0"))
                .containsExactly(
                        // half-time is what com.example lists, as a jar of a user would.
                        "my.conf:1: search.scheduler = hyperbnd is not one of full | one-epoch | successive-halving | "
                                + "hyperband | "
                                + "bohb | dehb | median | learning-curve | ascent | asha | async-hyperband | "
                                + "population-based-training | auto "
                                + "| half-time; write hyperband",
                        "my.conf:3: data.scaling = standart is not one of standard | min-max | robust | none; write "
                                + "standard",
                        Studies.withMetrics(
                                "my.conf:4: objective.metric = acuracy is not one of auto | ALL-METRICS; write "
                                        + "accuracy"),
                        "my.conf:6: space.activation = tanhh is not one of relu | leaky-relu | elu | selu | gelu | "
                                + "silu | mish | "
                                + "tanh | sigmoid | softplus | hard-swish; write tanh",
                        "my.conf:7: space.dropout.high = 1.5 is not a number from 0 to 0.99; write 0.99",
                        "my.conf:9: serach is not a setting; write search",
                        "--set test.resamples=few: test.resamples = few is not a whole number from 40 to 1000000; "
                                + "write 1000",
                        "--set search.eta=0: search.eta = 0 is not a whole number of at least 2; write 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            textBlock =
                    """
            study.nam = x                         § study.nam is not a setting; write study.name
            study.name = two words                § study.name = two words is not a name of letters, digits, dots, \
            hyphens and underscores; write two-words
            seed = 3                              § seed is not a setting; write study.seed
            whittle.seed = 3                      § whittle is not a setting; a study file has: baseline, cohort, \
            constraints, data, device, enqueue, export, gate, network, notify, objective, objectives, search, \
            selection, space, spark, stop, study, test, trainer, training
            study.seed = 1.5                      § study.seed = 1.5 is not a whole number of at most 64 bits; write 1
            learning-rate = 0.1                   § learning-rate is not a setting; write training.learning-rate
            training.learning_rate = 0.1          § training.learning_rate is not a setting; write \
            training.learning-rate
            training.layers = two                 § training.layers = two is not a whole number from 0 to 100; write 2
            training.layers = [2]                 § training.layers = [2] is not a whole number from 0 to 100; write 2
            training.nesterov = 1                 § training.nesterov = 1 is not true or false; write false
            training.optimizer = adm              § training.optimizer = adm is not one of sgd | adam | adamw | \
            rmsprop | adagrad | lion | radam; write adam
            training.learning-rate = 1e999        § training.learning-rate = 1e999 is not a number from 0 to 1000000; \
            write 0.001
            training { loss = huber }             § training.loss = huber does not suit classification; write auto
            data.task = regression, training.class-weights = balanced § training.class-weights has no meaning for \
            regression, which has no classes; leave it out
            data { weight = label }               § data.weight = label is the label, or divides the rows; write a \
            column of its own
            data { weight = times, features = [a, times] } § data.features names times, which says what rows count \
            (data.weight); it is no feature: leave it out
            data.weight = times, training.mixup = 0.2 § training.mixup mixes rows, and data.weight says what each \
            counts by itself; leave one of them out
            data.sample-weight = times            § data.sample-weight is not a setting; write data.weight
            training.class-weights = given        § training.class-weights = given, but no weights are; write \
            training.class-weights { name = weight }
            training.class-weights { a = -1 }     § training.class-weights.a = -1 is not a number from 0 to 1.0E9; \
            write 0
            training.class-weights { a = 0 }      § training.class-weights has no weight above 0; write one for each \
            class, such as training.class-weights { yes = 10, no = 1 }
            search = hyperband                    § search = hyperband is a value, but search is a group of settings; \
            write search { eta = ... } with any of eta, folds, grid, iterations, learning-curve, max-epochs, median, \
            min-epochs, one-epoch, order, parallel, population, population-based-training, sampler, scheduler, staged, \
            trials

            search.eta { a = 1 }                  § search.eta = {"a":1} is not a whole number of at least 2; write 3
            search.staged.groups = dropout        § search.staged.groups: dropout is not a group of names; write \
            groups = [[learning-rate, optimizer], [layers, units]]
            search.staged.groups = [dropout]      § search.staged.groups: dropout is not a group of names; write \
            groups = [[learning-rate, optimizer], [layers, units]]
            search.staged.groups = [[dropuot]]    § search.staged.groups names dropuot, which is not a parameter of \
            space; write dropout
            search.staged.groups = [[dropout], [dropout]] § search.staged.groups names dropout twice; leave it out of \
            one group
            search.min-epochs = 30                § search.min-epochs = 30 is above search.max-epochs = 27; write at \
            most 27
            search { scheduler = median, median.grace = 28 } § search.median.grace = 28 is above search.max-epochs = \
            27; write at most 27
            search { scheduler = learning-curve, learning-curve.grace = 28 } § search.learning-curve.grace = 28 is \
            above search.max-epochs = 27; write at most 27
            search.learning-curve.probability = 5 § search.learning-curve.probability = 5 is not a number above 0 and \
            below 1; write 0.05
            search { scheduler = one-epoch, trials = 2 } § search.one-epoch.keep = 3 is above search.trials = 2; write \
            at most 2
            search { scheduler = bohb, sampler = gp } § search.scheduler = bohb is hyperband with search.sampler = \
            tpe; leave out search.sampler = gp, or write search.scheduler = hyperband
            search { scheduler = population-based-training, population = 1 } § search.population = 1 is too few for \
            population-based-training; write at least 2
            objective.metric = rmse               § objective.metric = rmse does not suit classification; write \
            CLASSIFICATION-METRICS
            objective.direction = minimize        § objective.direction = minimize, but of accuracy, higher is better; \
            write maximize
            stop.wall-time = 30                   § stop.wall-time = 30 is not a time with its unit, or none; write 30 \
            minutes
            stop.wall-time = 3 moons              § stop.wall-time = 3 moons is not a time with its unit, or none; \
            write 30 minutes
            stop.trials = 0                       § stop.trials = 0 is not a whole number of at least 1, or none; \
            write 1
            stop.epochs = 20                      § stop.epochs = 20 is below search.max-epochs = 27, which the \
            baseline takes alone; write stop.epochs = 27 or more, or search.max-epochs = 20
            stop.marginal { gain = 0.1, per = 9 } § stop.marginal.per = 9 is not a cost with its unit, such as 1000 \
            epochs or 1 hour; write 9 epochs
            gate.worse-than-baseline = stop       § gate.worse-than-baseline = stop is not one of warn | fail; write \
            warn
            training.keep = best                  § training.keep = best is not one of best-epoch | last-epoch; write \
            best-epoch
            stop.target = 97                      § stop.target = 97 is not a number from 0 to 1, or none; write 0.97
            gate.above.acc = 0.9                  § gate.above.acc is not a metric of the test rows; write \
            gate.above.accuracy
            gate.above.accuracy = 97              § gate.above.accuracy = 97 is not a number from 0 to 1; write 0.97
            gate.below.accuracy = 0.9             § gate.below.accuracy: of accuracy, higher is better; write \
            gate.above.accuracy
            gate.above.validation-loss = 1        § gate.above.validation-loss is not a metric of the test rows; write \
            TEST-METRICS
            data.path = rows                      § data.path = rows does not show its format; write data.format = csv \
            | parquet | orc | json | avro | libsvm | idx | images | image | binaryFile | table
            data.features = age                   § data.features = age is not a list of different names; write [age]
            data.ignore = [a, b, a]               § data.ignore = ["a","b","a"] is not a list of different names; \
            write [a, b]
            data.features = [label, age]          § data.features names label, which is the label; leave it out
            data { features = [a], ignore = [a] } § data.ignore names a, and so does data.features; leave it out of one
            data { features = [a], categorical = [b] } § data.categorical names b, which is not a feature; add it to \
            data.features, or leave it out
            data.options.header = [true]          § data.options.header = [true] is a list; write a single value
            data.split.hash.training = 60         § data.split.hash.training = 60 is not a number above 0 and below 1; \
            write 0.6
            data.split.hash.training = 0.7        § data.split.hash: training, validation and test (0.7 + 0.2 + 0.2) \
            add up to 1.1, not 1; write 0.6, 0.2 and 0.2, for instance
            data.split.column.name = fold         § data.split.column is set, but rows are divided by hash; write \
            data.split.by = column
            data.split.by = time                  § data.split.time.column is missing; write the column that tells \
            when a row came to be, such as data.split.time.column = day
            data.split { by = time, time.column = label } § data.split.time.column = label is the label; write another \
            column
            data.split { by = time, time.column = t, folds { k = 3, repeats = 2 } } § data.split.folds.repeats = 2, \
            but time divides rows in one way only; write data.split.folds.repeats = 1
            data.split.by = column                § data.split.column.name is missing; write the column whose values \
            divide the rows, such as data.split.column.name = fold
            data.split { by = column, column { name = label } } § data.split.column.name = label is the label; write \
            another column
            data.split { by = column, column { name = fold, test = training } } § data.split.column: training, \
            validation and test (training, validation, training) are not three values; write one value of the column \
            for each
            data.path = " "                       § data.path is missing; write where the rows are, such as data.path \
            = "rows.csv"
            data.label = ""                       § data.label = "" is blank, not a text; write label
            data.split { by = path, path { validation = "", test = t.csv } } § data.split.path.validation is missing; \
            write where these rows are, such as data.split.path.validation = "rows-2.csv"
            data.split { by = path, path { test = t.csv } } § data.split.path.validation is missing; write where these \
            rows are, such as data.split.path.validation = "rows-2.csv"
            spark.spark.executor.memory = 2g      § spark.spark.executor.memory repeats spark; write \
            spark.executor.memory
            """)
    void aMistakeIsNamedWithItsLineAndARemedy(String setting, String problem) {
        String text = "\n" + Studies.DATA.strip() + "\n" + SPACE + setting;
        assertThat(Studies.problems(text)).containsExactly("my.conf:4: " + Studies.withMetrics(problem));
    }

    @Test
    void whatIsMissingIsReportedWhereItBelongs() {
        assertThat(Studies.problems("\n\ndata.task = classification\n")).containsExactlyInAnyOrder(
                "my.conf:1: space is empty: nothing to tune; write a hyperparameter with its domain, such as "
                        + "space.learning-rate { low = 1e-4, high = 1e-1, log = true }",
                "my.conf:3: data.path is missing; write where the rows are, such as data.path = \"rows.csv\"");
    }

    @Test
    void aLossThatTrialsDifferInCannotBeTheObjective() {
        assertThat(Studies.problems("data { path = rows.csv, task = regression }, training.loss = huber\n"
                + "space.huber-delta { low = 0.5, high = 2 }\nobjective.metric = validation-loss"))
                .containsExactly("my.conf:3: objective.metric = validation-loss cannot compare trials that differ in "
                        + "huber-delta, which is tuned; write another metric, such as rmse");
        assertThat(Studies.problems("data.path = rows.csv\nspace.label-smoothing { low = 0, high = 0.5 }"))
                .containsExactly("my.conf:1: objective.metric = validation-loss cannot compare trials that differ in "
                        + "label-smoothing, which is tuned; write data.task = classification | regression");
    }

    @Test
    void theBaselineCannotBeBeatenByAMetricThatTestRowsDoNotHave() {
        assertThat(Studies.problems("data { path = rows.csv, task = regression }\n" + SPACE
                        + "gate.better-than-baseline = true, objective.metric = validation-loss"))
                .containsExactly(
                        "my.conf:3: gate.better-than-baseline compares the objective on test rows, where "
                                + "validation-loss is not "
                                + "measured; write objective.metric = rmse | mae | r2");
    }

    @Test
    void aFileThatIsNotHoconIsReportedWithItsLine() {
        assertThat(Studies.problems("data {\n  path = rows.csv\n  label = a : b\n}")).singleElement().asString()
                .startsWith("my.conf:3: ").contains("':'");
        assertThat(Studies.problems("study {\n")).singleElement().asString().startsWith("my.conf:2: ");
    }

    @Test
    void aVariableWithoutAValueIsReportedWithItsLine() {
        assertThat(Studies.problems(SPACE + "data.path = ${NOWHERE_AT_ALL}"))
                .singleElement()
                .asString()
                .startsWith("my.conf:2: ")
                .contains("${NOWHERE_AT_ALL}")
                .endsWith(
                        "set it in the file or in the environment, or write ${?...} to leave it out where it is not "
                                + "set");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        for (String file : List.of("conf/none.conf", "classpath:none.conf", "conf")) {
            assertThatThrownBy(() -> StudyFile.read(file, List.of()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage(
                            file + ": there is no such file; write the path of a study file, such as conf/digits.conf");
        }
    }

    @Test
    void aMistakeInAnIncludedFileNamesThatFile(@TempDir Path directory) throws IOException {
        Path main = Files.writeString(directory.resolve("main.conf"),
                "data.path = rows.csv, data.task = classification\ninclude \"common.conf\"\nsearch.eta = 1");
        Path common = Files.writeString(directory.resolve("common.conf"),
                "\nspace.dropout { low = 0, high = 0.5 }\ntest.resamples = 1");
        assertThatThrownBy(() -> StudyFile.read(main.toString(), List.of()))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> assertThat(e.problems()).containsExactly(
                        main + ":3: search.eta = 1 is not a whole number of at least 2; write 2",
                        common + ":3: test.resamples = 1 is not a whole number from 40 to 1000000; write 40"));
    }
}
