package org.whittle.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.whittle.study.InfrastructureException;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.FileStore;

/**
 * A study as one web page, finished or running: it needs no network, no server and no other file. Everything that its
 * charts show is there as text and tables too.
 */
public final class StudyPage {

    private static final String FILE = "report/index.html";
    private static final String ECHARTS = "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

    private StudyPage() {
    }

    /**
     * Writes {@code report/index.html}, in the place of an older one.
     *
     * @throws InfrastructureException if it cannot be written
     */
    public static void write(StudySpec spec, StudyState state, FileStore files) {
        write(spec, state, files, Optional.empty(), Optional.empty());
    }

    /**
     * The same.
     *
     * @param images what rows look like, if they are images
     * @param seen which features the best trial sees, if it does not see all
     */
    public static void write(StudySpec spec, StudyState state, FileStore files, Optional<ImageSheet> images,
                             Optional<SeenFeatures> seen) {
        try {
            files.write(
                    FILE,
                    html(Overview.of(spec, state), files.locate(""), images, seen).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw InfrastructureException.of("The page %s cannot be written".formatted(files.locate(FILE)), e);
        }
    }

    private static String html(Overview overview, String directory, Optional<ImageSheet> images,
                               Optional<SeenFeatures> seen) {
        // A text in the data could end the script element; in JSON, the slash may be escaped.
        String data = new PageData(overview).json().replace("</", "<\\/");
        return fill(
                resource("page.html"),
                Map.of(
                        "title",
                        Html.escape(overview.spec().name() + " – Whittle"),
                        "style",
                        resource("page.css"),
                        "body",
                        new PageBody(overview, directory, images, seen).html(),
                        "data",
                        data,
                        "echarts",
                        resource(ECHARTS),
                        "script",
                        resource("page.js")));
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
