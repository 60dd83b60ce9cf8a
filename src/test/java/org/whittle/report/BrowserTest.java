package org.whittle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.whittle.goal.Direction;
import org.whittle.goal.Objective;
import org.whittle.goal.Objectives;
import org.whittle.goal.TrialId;
import org.whittle.ledger.HadoopFileStore;
import org.whittle.study.StudySpec;
import org.whittle.study.StudyState;
import org.whittle.work.RowPredictions;

/** The page in a browser: Chromium without a window. */
class BrowserTest {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final Set<String> ALWAYS = Set.of("history", "curves", "parallel", "slices", "contour", "ranks",
            "distribution", "timeline", "trials");
    /** From the page's start until all is drawn, on a core of its own. */
    private static final long MOST_MILLISECONDS = 3000;
    private static String browser;

    @TempDir
    Path directory;

    /** What a browser made of a page. */
    private record Seen(String dom, String console) {

        String attribute(String name) {
            Matcher found = Pattern.compile("<html[^>]* %s=\"([^\"]*)\"".formatted(name)).matcher(dom);
            assertThat(found.find()).as("%s, console: %s", name, console).isTrue();
            return found.group(1);
        }
    }

    @BeforeAll
    static void findBrowser() {
        browser = Arrays.stream(System.getenv("PATH").split(":"))
                .flatMap(place -> NAMES.stream().map(name -> Path.of(place, name))).filter(Files::isExecutable)
                .map(Path::toString).findFirst().orElse(null);
        assumeTrue(browser != null, "No Chromium on the PATH: the page is not looked at in a browser "
                + "(Debian: apt install chromium)");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 47, 400, 10_000})
    void drawsEveryView(int trials) throws Exception {
        StudySpec spec = SyntheticStudy.spec();
        write(spec, SyntheticStudy.ofSize(spec, trials));
        Seen seen = look("1400,1000");
        // Whoever shares the machine is not the page's fault.
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        double share = Math.max(1, load / Runtime.getRuntime().availableProcessors());
        Set<String> views = new TreeSet<>(ALWAYS);
        if (trials >= 47) {
            views.add("importance");
        }
        assertThat(seen.attribute("data-drawn").split(" ")).containsExactlyInAnyOrderElementsOf(views);
        assertThat(seen.console()).doesNotContain("CONSOLE");
        // The limits that the page was made for; a page of 10,000 trials takes some seconds on a busy core, and 7.3 MB.
        assertThat(Files.size(page())).isLessThan(20_000_000);
        assertThat(milliseconds(seen)).isLessThan(Math.round(MOST_MILLISECONDS * share));
        // Only rows that can be seen are there.
        assertThat(Pattern.compile("class=\"trial\"").matcher(seen.dom()).results().count())
                .isBetween((long) Math.min(trials, 20), 40L);
    }

    @Test
    void drawsFrontsOfTwoAndThreeObjectives() throws Exception {
        for (List<String> metrics : List.of(List.of("accuracy", "parameters"),
                List.of("accuracy", "parameters", "log-loss"))) {
            StudySpec spec = several(metrics);
            StudyState state = SyntheticStudy.ofSize(spec, 60);
            Seen seen = seen(spec, state, "1400,1000");
            assertThat(seen.console()).doesNotContain("CONSOLE");
            assertThat(seen.attribute("data-drawn").split(" ")).contains("front", "hypervolume");
            Matcher volume = Pattern.compile("data-volume=\"([^\"]+)\"").matcher(seen.dom());
            assertThat(volume.find()).isTrue();
            double expected = Overview.of(spec, state).front().orElseThrow().hypervolume();
            // The browser sums the same boxes in another order.
            assertThat(Double.parseDouble(volume.group(1)) / expected).isBetween(1 - 1e-9, 1 + 1e-9);
        }
    }

    @Test
    void drawsWhoDescendsFromWhom() throws Exception {
        StudySpec spec = SyntheticStudy.spec();
        Seen seen = seen(spec, SyntheticStudy.copied(spec), "400,800");
        assertThat(seen.console()).doesNotContain("CONSOLE");
        assertThat(seen.attribute("data-drawn").split(" ")).contains("genealogy");
    }

    @Test
    void drawsWhatWasSaidOfTestRows() throws Exception {
        StudySpec spec = SyntheticStudy.spec();
        StudyState state = SyntheticStudy.finished(spec);
        TrialId winner = Overview.of(spec, state).winner().orElseThrow().id();
        for (int classes : new int[] {2, 10, 40, 0}) {
            RowPredictions rows = predictions(classes, winner);
            new HadoopFileStore(directory.toString(), Map.of()).write(RowPredictions.OF_TEST, rows.encode());
            Seen seen = seen(spec, state, "1400,1000");
            assertThat(seen.console()).doesNotContain("CONSOLE");
            Set<String> views = new TreeSet<>(ALWAYS);
            views.addAll(List.of("importance"));
            views.addAll(classes == 0 ? List.of("residuals", "residual-histogram")
                    : List.of("roc", "precision-recall", "calibration"));
            if (classes == 2 || classes == 10) {
                views.add("confusion");
            }
            assertThat(seen.attribute("data-drawn").split(" ")).containsExactlyInAnyOrderElementsOf(views);
            if (classes > 0) {
                assertThat(seen.dom()).contains("The winner's most frequent confusions.");
            }
        }
    }

    /** 600 rows, of which the winner is wrong about every tenth and the baseline about every fifth. */
    private static RowPredictions predictions(int classes, TrialId winner) {
        List<String> names = IntStream.range(0, classes).mapToObj(c -> "<class> " + c).toList();
        double[] labels = IntStream.range(0, 600).mapToDouble(row -> classes == 0 ? row / 7.0 : row % classes)
                .toArray();
        List<RowPredictions.Model> models = new ArrayList<>();
        for (TrialId trial : List.of(winner, TrialId.BASELINE)) {
            int every = trial.equals(winner) ? 10 : 5;
            double[] predicted = IntStream.range(0, 600).mapToDouble(row -> row % every > 0 ? labels[row]
                    : classes == 0 ? labels[row] + row % 3 - 1 : (labels[row] + 1) % classes).toArray();
            double[] values = classes == 0 ? predicted : new double[600 * classes];
            for (int row = 0; row < 600 && classes > 0; row++) {
                double sure = 0.5 + 0.5 * (row % 17) / 17;
                for (int c = 0; c < classes; c++) {
                    values[row * classes + c] = c == (int) predicted[row] ? sure : (1 - sure) / (classes - 1);
                }
            }
            models.add(new RowPredictions.Model(trial, values, predicted));
        }
        return new RowPredictions(names, labels, models);
    }

    @Test
    void hasNothingWiderThanANarrowScreen() throws Exception {
        StudySpec spec = SyntheticStudy.spec();
        write(spec, SyntheticStudy.ofSize(spec, 47));
        String page = Files.readString(page());
        int end = page.lastIndexOf("</body>");
        Files.writeString(
                page(),
                page.substring(0, end) + "<script>document.documentElement.dataset.overflow = "
                        + "document.documentElement.scrollWidth - document.documentElement.clientWidth;"
                        + "document.documentElement.dataset.tall = document.documentElement.scrollHeight;</script>"
                        + page.substring(end));
        Seen seen = look("500,900");
        assertThat(Integer.parseInt(seen.attribute("data-overflow"))).isZero();
        assertThat(Integer.parseInt(seen.attribute("data-tall"))).isLessThan(12_000);
    }

    private static long milliseconds(Seen seen) {
        return Long.parseLong(seen.attribute("data-milliseconds"));
    }

    private static StudySpec several(List<String> metrics) {
        StudySpec spec = SyntheticStudy.spec();
        return new StudySpec(
                spec.name(),
                spec.seed(),
                spec.data(),
                spec.training(),
                3,
                spec.space(),
                spec.baseline(),
                List.of(),
                Objectives.of(metrics.stream()
                        .map(metric -> new Objective(
                                metric, metric.equals("accuracy") ? Direction.MAXIMIZE : Direction.MINIMIZE))
                        .toArray(Objective[]::new)),
                spec.sampler(),
                spec.scheduler(),
                spec.stop(),
                spec.cohorts(),
                spec.test(),
                spec.gate(),
                spec.resolved());
    }

    private Path page() {
        return directory.resolve("report/index.html");
    }

    private void write(StudySpec spec, StudyState state) {
        StudyPage.write(spec, state, new HadoopFileStore(directory.toString(), Map.of()));
    }

    private Seen seen(StudySpec spec, StudyState state, String window) throws IOException, InterruptedException {
        write(spec, state);
        return look(window);
    }

    private Seen look(String window) throws IOException, InterruptedException {
        Path dom = directory.resolve("dom");
        Path console = directory.resolve("console");
        Process process = new ProcessBuilder(new ArrayList<>(List.of(browser, "--headless", "--no-sandbox",
                "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir=" + directory.resolve("profile"),
                "--enable-logging=stderr", "--window-size=" + window, "--dump-dom", page().toUri().toString())))
                .redirectOutput(dom.toFile()).redirectError(console.toFile()).start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Seen(Files.readString(dom, StandardCharsets.UTF_8),
                Files.readString(console, StandardCharsets.UTF_8));
    }
}
