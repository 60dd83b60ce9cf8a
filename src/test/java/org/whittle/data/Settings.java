package org.whittle.data;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.whittle.data.source.TableReader;
import org.whittle.score.step.Scaling;
import org.whittle.study.ColumnSpec;
import org.whittle.study.DataSpec;
import org.whittle.study.DataSpec.Split;
import org.whittle.study.DataSpec.Task;
import org.whittle.study.ImageSpec;
import org.whittle.study.InputSpec;
import org.whittle.study.PictureSpec;

/** Builds data settings from a study file's defaults. */
public final class Settings {

    private final String format;
    private final String path;
    private final String label;
    private Map<String, String> options = Map.of();
    private Task task = Task.AUTO;
    private List<String> features = List.of();
    private List<String> ignore = List.of();
    private List<String> categorical = List.of();
    private Scaling scaling = Scaling.STANDARD;
    private int oneHotLimit = 64;
    private DataSpec.Cells cells = DataSpec.Cells.STANDARD;
    private ImageSpec image = ImageSpec.NONE;
    private PictureSpec pictures = PictureSpec.STANDARD;
    private InputSpec inputs = InputSpec.STANDARD;
    private Split split = new Split.ByHash(0.6, 0.2, 0.2, true);
    private DataSpec.Folds folds = DataSpec.Folds.NONE;
    private String group = "";

    private Settings(String format, String path, String label) {
        this.format = format;
        this.path = path;
        this.label = label;
    }

    public static Settings of(String format, Object path, String label) {
        return new Settings(format, path.toString(), label);
    }

    static Settings digits() {
        return of("csv", "classpath:sample/digits.csv", "digit");
    }

    public Settings options(Map<String, String> own) {
        options = own;
        return this;
    }

    public Settings task(Task own) {
        task = own;
        return this;
    }

    public Settings features(String... own) {
        features = List.of(own);
        return this;
    }

    public Settings ignore(String... own) {
        ignore = List.of(own);
        return this;
    }

    public Settings categorical(String... own) {
        categorical = List.of(own);
        return this;
    }

    public Settings scaling(Scaling own) {
        scaling = own;
        return this;
    }

    public Settings oneHotLimit(int own) {
        oneHotLimit = own;
        return this;
    }

    public Settings cells(DataSpec.Cells own) {
        cells = own;
        return this;
    }

    /** Columns that are used as numbers whatever they look like. */
    public Settings numbers(String... columns) {
        TreeMap<String, ColumnSpec> asked = new TreeMap<>();
        for (String column : columns) {
            asked.put(column, new ColumnSpec(ColumnSpec.Type.NUMBER, ".", "", "", "", "", List.of(), List.of()));
        }
        return cells(new DataSpec.Cells(DataSpec.Cells.STANDARD.missing(), false, asked));
    }

    public Settings image(int height, int width, int channels) {
        image = new ImageSpec(height, width, channels);
        return this;
    }

    public Settings pictures(PictureSpec own) {
        pictures = own;
        return this;
    }

    public Settings inputs(InputSpec own) {
        inputs = own;
        return this;
    }

    public Settings split(Split own) {
        split = own;
        return this;
    }

    Settings group(String column) {
        group = column;
        return this;
    }

    Settings folds(int k, int repeats) {
        folds = new DataSpec.Folds(k, repeats);
        return this;
    }

    /** Rows are divided by the column {@code part}: a, b, c. */
    Settings byPart() {
        return split(new Split.ByColumn("part", "a", "b", "c"));
    }

    /** Opens the table, and reads all of it. */
    void open(SparkSession spark) {
        TableReader.read(spark, format, path, options).count();
    }

    DataSpec spec() {
        return new DataSpec(
                format,
                path,
                options,
                label,
                task,
                features,
                ignore,
                categorical,
                scaling,
                oneHotLimit,
                cells,
                image, pictures, inputs, split, folds, group, "");
    }
}
