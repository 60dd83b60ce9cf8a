package org.whittle.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.whittle.study.InfrastructureException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.FileStore;

/**
 * A study as one web page, finished or running: it needs no network, no server and no other file. What its views show
 * is there as words and tables too.
 */
public final class StudyPage {

    private static final String FILE = "report/index.html";
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";
    /** In this order: what all use first, what draws last. */
    private static final List<String> SCRIPTS = List.of("base.js", "history.js", "parallel.js", "effects.js",
            "schedule.js", "fronts.js", "predictions.js", "table.js", "page.js");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Overview overview;
    private final String body;
    private final String data;

    private StudyPage(Overview overview, String body, String data) {
        this.overview = overview;
        this.body = body;
        this.data = data;
    }

    /**
     * The page of a study as it is now.
     *
     * @param directory of the study, with its scheme
     * @param images what rows look like, if they are images
     * @param seen which features the best trial sees, if it does not see all
     * @param predicted of single rows, if that was kept
     */
    public static StudyPage of(StudySpec spec, StudyState state, String directory, Optional<ImageSheet> images,
                               Optional<SeenFeatures> seen, Optional<PredictedRows> predicted) {
        Overview overview = Overview.of(spec, state);
        Optional<Importance.OfBudget> importance = Importance.ofLargest(spec, state);
        return new StudyPage(overview, new PageBody(overview, importance, directory, images, seen, predicted).html(),
                new PageData(overview, importance, predicted).json());
    }

    /**
     * Writes {@code report/index.html}, in the place of an older one.
     *
     * @throws InfrastructureException if it cannot be written
     */
    public static void write(StudySpec spec, StudyState state, FileStore files) {
        write(spec, state, files, Optional.empty(), Optional.empty());
    }

    /** The same with images and features, see {@link #of}. */
    public static void write(StudySpec spec, StudyState state, FileStore files, Optional<ImageSheet> images,
                             Optional<SeenFeatures> seen) {
        of(spec, state, files.locate(""), images, seen, PredictedRows.read(state, files)).write(files);
    }

    /**
     * Writes {@code report/index.html}, in the place of an older one.
     *
     * @return where it is
     * @throws InfrastructureException if it cannot be written
     */
    public String write(FileStore files) {
        try {
            files.write(FILE, html(false).getBytes(StandardCharsets.UTF_8));
            return files.locate(FILE);
        } catch (IOException e) {
            throw InfrastructureException.of("The page %s cannot be written".formatted(files.locate(FILE)), e);
        }
    }

    /**
     * The whole page.
     *
     * @param live whether it is served by one that tells it of changes, see {@link #update}
     */
    public String html(boolean live) {
        return fill(overview.spec().name() + " – Whittle", body, data, live, SCRIPTS);
    }

    /** A page of some text, with what its scripts draw from and the scripts, in their order. */
    static String fill(String title, String body, String data, boolean live, List<String> scripts) {
        return fill(resource("page.html"), Map.of(
                "title", Html.escape(title),
                "live", live ? "yes" : "no",
                "style", resource("page.css"),
                "body", body,
                // A text in the data could end the script element, or begin another; in JSON, it may be escaped.
                "data", data.replace("<", "\\u003c"),
                "echarts", resource(ECHARTS),
                "script", scripts.stream().map(StudyPage::resource).collect(Collectors.joining("\n"))));
    }

    /** What a page that is open already needs to show this: a line of JSON, with its text and its data. */
    public String update() {
        try {
            return MAPPER.writeValueAsString(Map.of("body", body, "study", new RawValue(data)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts are always JSON", e);
        }
    }

    private static String fill(String template, Map<String, String> values) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf("${"); open >= 0; open = template.indexOf("${", at)) {
            int close = template.indexOf('}', open);
            filled.append(template, at, open).append(values.get(template.substring(open + 2, close)));
            at = close + 1;
        }
        return filled.append(template.substring(at)).toString();
    }

    private static String resource(String name) {
        try (InputStream in = StudyPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("Not in the jar: " + name, e);
        }
    }
}
