package org.whittle.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.whittle.data.PreparedData;
import org.whittle.data.tensor.DataSummary;
import org.whittle.net.Augmentation;
import org.whittle.net.Edges;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.net.setting.Values;
import org.whittle.random.RandomStream;
import org.whittle.report.ImageSheet;
import org.whittle.score.image.Fit;
import org.whittle.score.image.Frame;
import org.whittle.score.image.Picture;
import org.whittle.space.ChoiceParameter;
import org.whittle.space.Configuration;
import org.whittle.space.Dimension;
import org.whittle.space.Parameter;
import org.whittle.study.StudySpec;
import org.whittle.train.engine.AugmentedRows;
import org.whittle.work.DerivedChannels;
import org.whittle.work.Rows;

/** Takes some training images for the page, as they are and as strongly changed as trials may change them. */
record ContactSheet(StudySpec spec, PreparedData data) {

    private static final int IMAGES = 25;
    /** Pixels of a side; larger ones only make the page large. */
    private static final int MOST_SIDE = 64;
    private static final int COLOURS = 3;

    /** The sheet; empty if rows are no images. */
    static Optional<ImageSheet> of(StudySpec spec, PreparedData data) {
        return data.training().input() instanceof InputShape.Image shape
                ? Optional.of(new ContactSheet(spec, data).sheet(shape)) : Optional.empty();
    }

    private ImageSheet sheet(InputShape.Image shape) {
        Rows rows = data.training().training();
        int count = Math.min(IMAGES, rows.count());
        float[] features = rows.blocks().first(count * shape.features());
        Augmentation how = strongest();
        float[] changed = how.isOn() ? AugmentedRows.changed(features, shape, how, RandomStream.ofSeed(spec.seed())
                .child("batch-order"), 1) : new float[0];
        List<ImageSheet.Tile> tiles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tiles.add(new ImageSheet.Tile(label(rows.targets()[i]), png(features, features, i, shape),
                    how.isOn() ? png(changed, features, i, shape) : new byte[0]));
        }
        return new ImageSheet(
                "%d x %d pixels, %s"
                        .formatted(
                                shape.width(),
                                shape.height(),
                                channels(shape)),
                counts(),
                tiles,
                how.isOn() ? changes() : "");
    }

    private String channels(InputShape.Image shape) {
        int own = own(shape);
        String text = own == 1 ? "grey" : own == COLOURS ? "red, green and blue" : own + " channels";
        List<Edges> edges = spec.data().inputs().edges();
        return edges.isEmpty() ? text : text + ", and edges: " + edges.stream().map(Edges::key)
                .collect(Collectors.joining(", "));
    }

    /** Channels that pictures have, without those that are computed of them. */
    private int own(InputShape.Image shape) {
        return data.training().derived().map(DerivedChannels::own).orElse(shape.channels());
    }

    private String label(double target) {
        return data.training().task() instanceof LearningTask.Classification named ? named.classes().get((int) target)
                : Double.toString(target);
    }

    private List<ImageSheet.Counts> counts() {
        DataSummary summary = data.summary();
        if (!(data.training().task() instanceof LearningTask.Classification named)) {
            return List.of(new ImageSheet.Counts("all", summary.training().rows(), summary.validation().rows(),
                    summary.test().rows()));
        }
        List<ImageSheet.Counts> counts = new ArrayList<>();
        for (int k = 0; k < named.classes().size(); k++) {
            counts.add(new ImageSheet.Counts(named.classes().get(k), summary.training().classRows().get(k),
                    summary.validation().classRows().get(k), summary.test().classRows().get(k)));
        }
        return counts;
    }

    /** What is done at most, by setting. */
    private SortedMap<String, Object> most() {
        SortedMap<String, Object> most = new TreeMap<>();
        for (String key : Augmentation.keys()) {
            Object value = spec.space().dimension(key).map(Dimension::parameter).map(ContactSheet::most)
                    .orElse(spec.training().get(key));
            if (value != null) {
                most.put(key, value);
            }
        }
        return most;
    }

    private static Object most(Parameter<?> parameter) {
        if (parameter instanceof ChoiceParameter choice) {
            return choice.values().stream().max((a, b) -> a instanceof Number one && b instanceof Number other
                    ? Double.compare(one.doubleValue(), other.doubleValue()) : a.equals(Boolean.TRUE) ? 1 : -1)
                    .orElseThrow();
        }
        return parameter.fromUnit(1);
    }

    private Augmentation strongest() {
        return Augmentation.of(Values.of(new TreeMap<>(spec.training()), new Configuration(most())));
    }

    private String changes() {
        return most().entrySet().stream().filter(each -> !each.getValue().equals(Boolean.FALSE)
                        && !(each.getValue() instanceof Number number && number.doubleValue() == 0))
                .map((Map.Entry<String, Object> each) -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    /** An image from black to white: the least to the largest that a channel has in those that are shown. */
    private byte[] png(float[] values, float[] all, int image, InputShape.Image shape) {
        int channels = own(shape) == COLOURS ? COLOURS : 1;
        byte[] pixels = new byte[shape.height() * shape.width() * channels];
        for (int channel = 0; channel < channels; channel++) {
            float black = Float.POSITIVE_INFINITY;
            float white = Float.NEGATIVE_INFINITY;
            for (int i = channel; i < all.length; i += shape.channels()) {
                black = Math.min(black, all[i]);
                white = Math.max(white, all[i]);
            }
            for (int i = 0; i < shape.height() * shape.width(); i++) {
                float value = values[image * shape.features() + i * shape.channels() + channel];
                pixels[i * channels + channel] =
                        (byte) (white > black ? Math.round(255 * (value - black) / (white - black)) : 0);
            }
        }
        Picture picture = new Picture(shape.height(), shape.width(), channels, pixels);
        double scale = Math.min(1, (double) MOST_SIDE / Math.max(shape.height(), shape.width()));
        return new Frame((int) Math.max(1, Math.round(shape.height() * scale)),
                (int) Math.max(1, Math.round(shape.width() * scale)), channels, Fit.STRETCH).of(picture).png();
    }
}
