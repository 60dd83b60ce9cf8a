package org.whittle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.whittle.net.Edges;
import org.whittle.space.Configuration;
import org.whittle.study.EarlierFormats;
import org.whittle.study.InputSpec;
import org.whittle.study.SelectionSpec;
import org.whittle.study.SelectionSpec.Method;
import org.whittle.study.StudySpec;

/** What networks are given of a table's features, as study files say it. */
class InputsTest {

    private static final String IMAGES = "data.image.shape = [8, 8, 1]\n";
    private static final String GROUPS = "data.groups { weather = [wind, rain], price = [bid] }\n";

    private static StudySpec study(String more) {
        return Studies.read(Studies.DATA + "space.units {}\n" + more);
    }

    private static String problem(String more) {
        List<String> problems = Studies.problems(Studies.DATA + "space.units {}\n" + more);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private static InputSpec inputs(String more) {
        return study(more).data().inputs();
    }

    @Test
    void allIsSeenUnlessAFileSaysOtherwise() {
        assertThat(inputs("")).isEqualTo(InputSpec.STANDARD);
        assertThat(study("").training()).containsEntry("edges", "none").containsEntry("top", 0);
    }

    @Test
    void rowsAreMadeWithAllThatTrialsMayAskFor() {
        assertThat(inputs(IMAGES + "data.edges = sobel").edges()).containsExactly(Edges.SOBEL);
        assertThat(inputs(IMAGES + "data.edges = sobel, space.edges = [none, sobel, canny]").edges())
                .containsExactly(Edges.SOBEL, Edges.CANNY);
        assertThat(inputs(IMAGES + "space.edges = [canny, none]").edges()).containsExactly(Edges.CANNY);
        assertThat(inputs("data.selection { method = anova, top = 7 }").selection())
                .isEqualTo(new SelectionSpec(Method.ANOVA, 7));
        assertThat(inputs("data.selection { method = l1, top = 7 }, space.top = [5, 7, 20]").selection().most())
                .isEqualTo(20);
        assertThat(inputs("data.selection { method = variance, top = 7 }, space.top { low = 2, high = 9 }").selection())
                .isEqualTo(new SelectionSpec(Method.VARIANCE, 9));
        assertThat(inputs("data.selection { method = l1 }, space.top = [0, 7, 20]").selection().most())
                .as("all").isZero();
    }

    @Test
    void groupsAreSwitchedByHyperparameters() {
        StudySpec spec = study(GROUPS + "space.use { weather {}, price = [true] }, data.selection { method = anova, "
                + "top = 2 }\nconstraints = [\"use.weather or use.price\"]\nbaseline.use.weather = false\n"
                + "enqueue = [{ use { weather = true } }]");
        assertThat(spec.data().inputs().groups()).isEqualTo(Map.of("weather", List.of("wind", "rain"), "price",
                List.of("bid")));
        assertThat(spec.space().names()).contains("use.weather", "use.price");
        assertThat(spec.baseline().values()).containsEntry("use.weather", false).containsEntry("use.price", true);
        assertThat(spec.enqueued()).singleElement().extracting(Configuration::values).asInstanceOf(
                InstanceOfAssertFactories.MAP).containsEntry("use.weather", true);
        assertThat(spec.data().inputs().selection().most()).as("the best of what is used").isZero();
        assertThat(study(GROUPS).training()).containsEntry("use.weather", true);
    }

    @Test
    void aRecordIsReadAsTheFileWas() {
        String text = Studies.DATA + "space { units {}, top = [2, 3], use.weather {} }\n" + GROUPS
                + "data.selection { method = anova, top = 3 }\nenqueue = [{ use.weather = false }]";
        StudySpec spec = Studies.read(text);
        StudySpec again = StudyFile.rebuild(spec.resolved(), EarlierFormats.FORMAT);
        assertThat(again.resolved()).isEqualTo(spec.resolved());
        assertThat(again.data()).isEqualTo(spec.data());
        assertThat(again.space()).isEqualTo(spec.space());
        assertThat(again.enqueued()).isEqualTo(spec.enqueued());
    }

    @Test
    void whatCannotBeIsToldInALine() {
        assertThat(problem("data.edges = sobel")).contains("data.edges are of images, and rows are none");
        assertThat(problem("space.edges {}")).contains("space.edges are of images, and rows are none");
        assertThat(problem("training.edges = sobel, " + IMAGES)).contains("training.edges is not a setting; write "
                + "data.edges");
        assertThat(problem("data.selection.top = 5")).contains("data.selection.top takes the best features, and "
                + "data.selection.method = none ranks none; write data.selection.method = mutual-information");
        assertThat(problem("space.top = [0, 4]")).contains("space.top takes the best features");
        assertThat(problem("data.selection.method = anova")).contains("data.selection.method = anova ranks features, "
                + "and all are taken; write data.selection.top = 20");
        assertThat(problem("data.selection { method = chi, top = 3 }"))
                .contains("none | variance | mutual-information | anova | l1");
        assertThat(problem("data.selection { method = l1, top = 3 }, " + IMAGES)).contains("rows are images");
        assertThat(problem(GROUPS + IMAGES)).contains("data.groups are of tables, and rows are images");
    }

    @Test
    void groupsThatCannotBeAreToldInALineEach() {
        assertThat(problem("data.groups.empty = []")).contains("data.groups.empty holds no columns");
        assertThat(problem("data.groups { a = [x, y], b = [y] }")).contains(
                "data.groups.b names y, and so does data.groups.a; leave it out of one");
        assertThat(problem("data.groups.a = [x, x]"))
                .contains("data.groups.a", "is not a list of different names; write [x]");
        assertThat(problem("data.groups.a = [label]")).contains("names label, which is the label; leave it out");
        assertThat(problem("data.groups.a = [x], data.ignore = [x]")).contains("which data.ignore leaves out");
        assertThat(problem("data.groups.a = [x], data.features = [y]")).contains("which data.features does not name");
        assertThat(problem("data.groups.\"a b\" = [x]")).contains("is not a name that expressions can have");
        assertThat(problem("data.groups.a = x")).contains("data.groups.a = x");
        assertThat(problem("space.use.weather {}")).contains(
                "space.use.weather: data.groups has no weather; write data.groups { weather = [column] }");
        assertThat(problem(GROUPS + "space.use.wether {}")).contains("write space.use.weather");
        assertThat(problem(GROUPS + "space.use = [true]")).contains("write space.use.price {}");
        assertThat(Studies.problems(Studies.DATA + "space.units {}\ndata.groups { a = [], b = [label], c = [x, x] }"))
                .as("all at once").hasSize(3);
    }
}
