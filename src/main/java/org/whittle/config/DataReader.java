package org.whittle.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.whittle.config.hocon.Kind;
import org.whittle.config.hocon.Nearest;
import org.whittle.config.hocon.Settings;
import org.whittle.score.image.Fit;
import org.whittle.score.image.Frame;
import org.whittle.score.step.Scaling;
import org.whittle.study.DataFormat;
import org.whittle.study.DataSpec;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.ImageSpec;
import org.whittle.study.InputSpec;
import org.whittle.study.PictureSpec;

/** Reads {@code data}. */
final class DataReader {

    /** Sources whose paths are names of tables. */
    private static final Set<String> NAMED =
            Set.of(DataSpec.GIVEN, "iceberg", "jdbc", "bigquery", "snowflake", "mongodb");

    /** As many numbers as a row may have. */
    private static final int MOST_PIXELS = 1 << 24;
    private static final int MOST_SIDE = 2048;
    private static final int MOST_FOLDS = 100;

    private final Settings settings;

    DataReader(Settings settings) {
        this.settings = settings;
    }

    /**
     * @param task what is learned, {@code data.task} and the objective considered
     */
    DataSpec read(Task task) {
        Kind<String> choice = Kind.choice(Stream.concat(Stream.of("auto"), DataFormat.keys().stream()).toList());
        // Any other word may be a source that the user's Spark knows, unless it looks like a slip of one of these.
        Kind<String> formats = new Kind<>(
                choice.expected() + ", or a source that Spark knows, such as delta",
                value -> choice.read(value).or(() -> Kind.scalar(value)
                        .filter(text -> text.matches("[A-Za-z][A-Za-z0-9._-]+")
                                && Nearest.to(text, DataFormat.keys()).isEmpty())),
                choice.proposal());
        String written = settings.get("data.format", formats);
        String path = text("data.path");
        boolean built = written.equals("auto") || DataFormat.ofKey(written).isPresent();
        if (path.isEmpty() && built) {
            settings.problem("data.path",
                    "data.path is missing; write where the rows are, such as data.path = \"rows.csv\"");
        }
        String format = written.equals("auto") ? formatOf(path) : written;
        path = absolute(path, format);
        settings.keep("data.format", format);
        settings.keep("data.path", path.isEmpty() ? Kind.NONE : path);
        SortedMap<String, String> options = settings.texts("data.options");
        if (written.equals("auto") && DataFormat.ending(path).equals("tsv") && !options.containsKey("sep")
                && !options.containsKey("delimiter")) {
            options.put("sep", "\t");
            settings.keep("data.options.sep", "\t");
        }
        String label = settings.get("data.label", Kind.text());
        List<String> features = settings.get("data.features", Kind.texts());
        List<String> ignore = settings.get("data.ignore", Kind.texts());
        List<String> categorical = settings.get("data.categorical", Kind.texts());
        Scaling scaling = settings.get("data.scaling", Kind.constant(Scaling.class));
        int oneHotLimit = settings.get("data.one-hot-limit", Kind.integer(1, 1 << 20));
        DataSpec.Cells cells = new DataSpec.Cells(settings.get("data.missing", Kind.texts()),
                settings.get("data.unlabelled", Kind.choice(List.of("refuse", "leave-out"))).equals("leave-out"),
                new ColumnsReader(settings).read());
        ImageSpec image = image();
        PictureSpec pictures = pictures(format);
        Split split = split(format);
        DataSpec data = new DataSpec(format, path, options, label, task, features, ignore, categorical, scaling,
                oneHotLimit, cells, image, pictures, InputSpec.STANDARD, split, folds(split), group(split),
                text("data.weight"));
        checkColumns(data);
        return data;
    }

    private ImageSpec image() {
        return settings.get("data.image.shape", Kind.optional(Kind.wholes(List.of("height", "width", "channels"),
                        MOST_PIXELS, "[28, 28, 1]")))
                .map(sizes -> new ImageSpec(sizes.get(0), sizes.get(1), sizes.get(2))).orElse(ImageSpec.NONE);
    }

    private PictureSpec pictures(String format) {
        Kind<Optional<Integer>> side = Kind.optional(Kind.integer(1, MOST_SIDE));
        int width = settings.get("data.image.width", side).orElse(0);
        int height = settings.get("data.image.height", side).orElse(0);
        Fit fit = settings.get("data.image.fit", Kind.constant(Fit.class));
        String colours = settings.get("data.image.colors", Kind.choice(List.of(Kind.AUTO, "grey", "rgb")));
        boolean skip = settings.get("data.on-error", Kind.choice(List.of("fail", "skip"))).equals("skip");
        String column = settings.get("data.image.column", Kind.optional(Kind.text()))
                .orElse(
                        format.equals(DataFormat.IMAGE)
                                ? "image"
                                : format.equals(DataFormat.BINARY_FILE) ? "content" : "");
        settings.keep("data.image.column", column.isEmpty() ? Kind.NONE : column);
        if ((width == 0) != (height == 0)) {
            String lacking = width == 0 ? "width" : "height";
            settings.problem("data.image", "data.image.%s is missing; write both sides, such as data.image.%s = 32"
                    .formatted(lacking, lacking));
        }
        if (!column.isEmpty() && List.of(DataFormat.IMAGES, DataFormat.IDX, "libsvm").contains(format)) {
            settings.problem(
                    "data.image.column",
                    "data.image.column is of tables, and data.format = %s has no columns; ".formatted(format)
                            + "leave it out");
        }
        if (!format.equals(DataFormat.IMAGES) && column.isEmpty()) {
            Map<String, Boolean> set = new TreeMap<>(Map.of("data.image.width", width > 0, "data.image.height",
                    height > 0, "data.image.fit", fit != Fit.CROP, "data.image.colors", !colours.equals(Kind.AUTO),
                    "data.on-error", skip));
            set.forEach((setting, used) -> {
                if (used) {
                    settings.problem(
                            setting,
                            ("%s is for folders of pictures, and data.format = %s has none; leave it out, or name the"
                                            + " column of a table's pictures in data.image.column")
                                    .formatted(setting, format));
                }
            });
        } else if (settings.written("data.image.shape").filter(value -> !Kind.scalar(value).equals(
                Optional.of(Kind.NONE))).isPresent()) {
            settings.problem("data.image.shape", "data.image.shape is of tables of pixels; write data.image.width and "
                    + "data.image.height, and data.image.colors, for pictures");
        }
        return new PictureSpec(new Frame(height, width,
                colours.equals("grey") ? 1 : colours.equals("rgb") ? 3 : 0, fit), skip, column);
    }

    /** A text, or an empty one where there is none; a blank one says as little as none. */
    private String text(String setting) {
        Kind<Optional<String>> kind = Kind.optional(Kind.text());
        boolean blank = settings.written(setting).flatMap(Kind::scalar).filter(String::isBlank).isPresent();
        return (blank ? settings.byDefault(setting, kind) : settings.get(setting, kind)).orElse("");
    }

    private String formatOf(String path) {
        Optional<DataFormat> format = DataFormat.ofPath(path);
        if (format.isEmpty() && !path.isEmpty()) {
            settings.problem("data.path", "data.path = %s does not show its format; write data.format = %s"
                    .formatted(path, String.join(" | ", DataFormat.keys())));
        }
        return format.map(DataFormat::key).orElse("csv");
    }

    /**
     * A relative path is a local one of the working directory; those with a scheme, and absolute ones, are Hadoop's.
     */
    private static String absolute(String path, String format) {
        boolean relative = !path.isEmpty()
                && !format.equals(DataFormat.TABLE)
                && !NAMED.contains(format)
                && !path.startsWith("/")
                && !path.matches("[A-Za-z][A-Za-z0-9+.-]*:.*");
        return relative ? "file:" + Path.of("").toAbsolutePath().resolve(path).normalize() : path;
    }

    private Split split(String format) {
        List<String> ways = List.of("hash", "column", "path", "time");
        String by = settings.get("data.split.by", Kind.choice(ways));
        if (settings.written("data.split.by").isEmpty()) {
            ways.stream().filter(way -> !way.equals(by)).map("data.split."::concat)
                    .filter(group -> settings.group(group).isPresent())
                    .forEach(group -> settings.problem(group, "%s is set, but rows are divided by %s; write %s"
                            .formatted(group, by, "data.split.by = " + group.substring("data.split.".length()))));
        }
        Split byHash = byHash();
        Split byColumn = byColumn(by.equals("column"));
        Split byPath = byPath(format, by.equals("path"));
        Split byTime = byTime(by.equals("time"));
        return switch (by) {
            case "hash" -> byHash;
            case "column" -> byColumn;
            case "time" -> byTime;
            default -> byPath;
        };
    }

    private String group(Split split) {
        String column = text("data.split.group");
        if (!column.isEmpty() && !(split instanceof Split.ByHash)) {
            settings.problem("data.split.group", "data.split.group is for rows that are divided by hash, and these are "
                    + "divided by what data.split.by says; leave it out");
        }
        return column;
    }

    private DataSpec.Folds folds(Split split) {
        int k = settings.get("data.split.folds.k", Kind.integer(1, MOST_FOLDS));
        int repeats = settings.get("data.split.folds.repeats", Kind.integer(1, MOST_FOLDS));
        if (k == 1 && repeats > 1) {
            settings.problem("data.split.folds.repeats",
                    "data.split.folds.repeats = %d needs folds; write data.split.folds.k = 5".formatted(repeats));
        }
        if (split instanceof Split.ByTime && k > 1 && repeats > 1) {
            settings.problem(
                    "data.split.folds.repeats",
                    "data.split.folds.repeats = %d, but time divides rows in one way ".formatted(repeats)
                            + "only; write data.split.folds.repeats = 1");
        }
        return new DataSpec.Folds(k, repeats);
    }

    private Split byHash() {
        double[] shares = shares("data.split.hash");
        return new Split.ByHash(shares[0], shares[1], shares[2],
                settings.get("data.split.hash.stratified", Kind.flag()));
    }

    /** Of training, validation and test rows. */
    private double[] shares(String group) {
        double training = settings.get(group + ".training", Kind.share());
        double validation = settings.get(group + ".validation", Kind.share());
        double test = settings.get(group + ".test", Kind.share());
        double sum = training + validation + test;
        // Shares are typed with a few digits; only their rounding may differ.
        if (Math.abs(sum - 1) > 1e-6) {
            settings.problem(
                    group,
                    ("%s: training, validation and test (%s + %s + %s) add up to "
                                    + "%s, not 1; write 0.6, 0.2 and 0.2, for instance")
                            .formatted(
                                    group,
                                    Kind.plain(training),
                                    Kind.plain(validation),
                                    Kind.plain(test),
                                    Kind.plain(Math.rint(sum * 1e6) / 1e6)));
        }
        return new double[] {training, validation, test};
    }

    private Split byTime(boolean chosen) {
        String column = text("data.split.time.column");
        if (chosen && column.isEmpty()) {
            settings.problem("data.split.time.column", "data.split.time.column is missing; write the column that tells "
                    + "when a row came to be, such as data.split.time.column = day");
        }
        double gap = settings.get("data.split.time.gap", Kind.real(0, Double.MAX_VALUE));
        double[] shares = shares("data.split.time");
        return new Split.ByTime(column, gap, shares[0], shares[1], shares[2]);
    }

    private Split byColumn(boolean chosen) {
        String column = text("data.split.column.name");
        if (chosen && column.isEmpty()) {
            settings.problem(
                    "data.split.column.name",
                    "data.split.column.name is missing; write the column whose values "
                            + "divide the rows, such as data.split.column.name = fold");
        }
        Split.ByColumn split = new Split.ByColumn(column, settings.get("data.split.column.training", Kind.text()),
                settings.get("data.split.column.validation", Kind.text()),
                settings.get("data.split.column.test", Kind.text()));
        if (Stream.of(split.training(), split.validation(), split.test()).distinct().count() < 3) {
            settings.problem(
                    "data.split.column",
                    ("data.split.column: training, validation and test (%s, %s, %s) are not "
                                    + "three values; write one value of the column for each")
                            .formatted(split.training(), split.validation(), split.test()));
        }
        return split;
    }

    private Split byPath(String format, boolean chosen) {
        return new Split.ByPath(partPath("data.split.path.validation", format, chosen),
                partPath("data.split.path.test", format, chosen));
    }

    private String partPath(String setting, String format, boolean needed) {
        String path = absolute(text(setting), format);
        settings.keep(setting, path.isEmpty() ? Kind.NONE : path);
        if (needed && path.isEmpty()) {
            settings.problem(setting, "%s is missing; write where these rows are, such as %s = \"rows-2.csv\""
                    .formatted(setting, setting));
        }
        return path;
    }

    private void checkColumns(DataSpec data) {
        for (String list : List.of("features", "ignore", "categorical")) {
            List<String> columns = switch (list) {
                case "features" -> data.features();
                case "ignore" -> data.ignore();
                default -> data.categorical();
            };
            if (columns.contains(data.label())) {
                settings.problem("data." + list, "data.%s names %s, which is the label; leave it out"
                        .formatted(list, data.label()));
            }
            data.groupColumn().filter(columns::contains).ifPresent(column -> settings.problem("data." + list,
                    "data.%s names %s, whose rows data.split.group keeps together; it is no feature: leave it out"
                            .formatted(list, column)));
            data.weightColumn().filter(columns::contains).ifPresent(column -> settings.problem("data." + list,
                    "data.%s names %s, which says what rows count (data.weight); it is no feature: leave it out"
                            .formatted(list, column)));
            data.timeColumn().filter(columns::contains).ifPresent(column -> settings.problem("data." + list,
                    "data.%s names %s, by which data.split.time divides the rows; it is no feature: leave it out"
                            .formatted(list, column)));
            data.splitColumn().filter(columns::contains).ifPresent(column -> settings.problem("data." + list,
                    "data.%s names %s, which divides the rows; leave it out".formatted(list, column)));
        }
        data.timeColumn().filter(data.label()::equals).ifPresent(column -> settings.problem("data.split.time.column",
                "data.split.time.column = %s is the label; write another column".formatted(column)));
        data.weightColumn().filter(column -> List.of(data.label(), data.group(), data.timeColumn().orElse(""),
                data.splitColumn().orElse("")).contains(column)).ifPresent(column -> settings.problem("data.weight",
                        "data.weight = %s is the label, or divides the rows; write a column of its own"
                                .formatted(column)));
        data.groupColumn().filter(data.label()::equals).ifPresent(column -> settings.problem("data.split.group",
                "data.split.group = %s is the label; write another column".formatted(column)));
        data.splitColumn().filter(data.label()::equals).ifPresent(column -> settings.problem("data.split.column.name",
                "data.split.column.name = %s is the label; write another column".formatted(column)));
        data.ignore().stream().filter(data.features()::contains).forEach(column -> settings.problem("data.ignore",
                "data.ignore names %s, and so does data.features; leave it out of one".formatted(column)));
        data.cells().columns().keySet().stream()
                .filter(data.ignore()::contains)
                .forEach(column -> settings.problem(
                        "data.ignore",
                        "data.ignore names %s, and so does data.columns; leave it out of one".formatted(column)));
        data.categorical().stream().filter(c -> data.ignore().contains(c)
                        || !data.features().isEmpty() && !data.features().contains(c))
                .forEach(column -> settings.problem("data.categorical",
                        "data.categorical names %s, which is not a feature; add it to data.features, or leave it out"
                                .formatted(column)));
    }
}
