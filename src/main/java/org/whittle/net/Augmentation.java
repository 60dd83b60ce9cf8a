package org.whittle.net;

import java.util.List;
import org.whittle.net.setting.Setting;
import org.whittle.net.setting.Values;

/**
 * How rows are changed anew for every epoch of training, at random, and never when they are predicted: images as
 * images, other rows number by number.
 *
 * @param rotation about the center, by at most so many degrees either way
 * @param flipHorizontal whether an image is mirrored left to right, with a chance of ½
 * @param flipVertical whether it is mirrored upside down, with a chance of ½
 * @param shift along each side, by at most this share of it
 * @param zoom by a factor that differs from 1 by at most this
 * @param brightness by a factor, from black, that differs from 1 by at most this
 * @param contrast by a factor, from the image's mean, that differs from 1 by at most this
 * @param noise its standard deviation, as a share of what lies between black and white
 * @param cutout side of a black square somewhere in the image, as a share of its shorter side
 * @param crop a part somewhere in the image fills it, whose sides are shorter by at most this share
 * @param inputNoise of a row that is no image: added to each number, its deviation as a share of the number's own
 * @param inputDropout of a row that is no image: the chance of each number to become its mean
 * @param mixup rows are mixed with others: both shapes of the Beta distribution of their weights (Zhang et al. 2018)
 */
public record Augmentation(double rotation, boolean flipHorizontal, boolean flipVertical, double shift, double zoom,
                           double brightness, double contrast, double noise, double cutout, double crop,
                           double inputNoise, double inputDropout, double mixup) {

    // Members of a graph see the same pixels, so that all of these are shared; few values of each keep cohorts large.

    /** Degrees, in [0, 180]. */
    public static final Setting<Double> ROTATION = Setting.real("rotation", 0, 180, 0.0,
            "Rotation of training images: at most so many degrees either way").tuned(0.0, 5.0, 10.0, 20.0).shared();
    /** Left to right. */
    public static final Setting<Boolean> FLIP_HORIZONTAL = Setting.flag("flip-horizontal", false,
            "Whether training images are mirrored left to right, every other time").shared();
    /** Upside down. */
    public static final Setting<Boolean> FLIP_VERTICAL = Setting.flag("flip-vertical", false,
            "Whether training images are mirrored upside down, every other time").shared();
    /** A share of the sides, in [0, 0.5]. */
    public static final Setting<Double> SHIFT = Setting.real("shift", 0, 0.5, 0.0,
            "Shift of training images: at most this share of each side").tuned(0.0, 0.05, 0.1, 0.2).shared();
    /** In [0, 0.9]. */
    public static final Setting<Double> ZOOM = Setting.real("zoom", 0, 0.9, 0.0,
            "Zoom of training images: by a factor that differs from 1 by at most this").tuned(0.0, 0.1, 0.2).shared();
    /** In [0, 1]. */
    public static final Setting<Double> BRIGHTNESS = Setting.real("brightness", 0, 1, 0.0,
            "Brightness of training images: changed by a factor that differs from 1 by at most this")
            .tuned(0.0, 0.1, 0.3).shared();
    /** In [0, 1]. */
    public static final Setting<Double> CONTRAST = Setting.real("contrast", 0, 1, 0.0,
            "Contrast of training images: changed by a factor that differs from 1 by at most this")
            .tuned(0.0, 0.1, 0.3).shared();
    /** In [0, 1]. */
    public static final Setting<Double> NOISE = Setting.real("noise", 0, 1, 0.0,
            "Noise of training images: its standard deviation, as a share of what lies between black and white")
            .tuned(0.0, 0.02, 0.05, 0.1).shared();
    /** In [0, 1]. */
    public static final Setting<Double> CUTOUT = Setting.real("cutout", 0, 1, 0.0,
            "Cutout of training images: side of a black square in it, as a share of the shorter side")
            .tuned(0.0, 0.25, 0.5).shared();

    /** In [0, 0.9]. */
    public static final Setting<Double> CROP = Setting.real("crop", 0, 0.9, 0.0,
            "Crop of training images: a part fills them whose sides are shorter by at most this share")
            .tuned(0.0, 0.1, 0.2).shared();
    /** In [0, 10]. */
    public static final Setting<Double> INPUT_NOISE = Setting.real("input-noise", 0, 10, 0.0,
            "Noise of a training row's numbers: its standard deviation, as a share of each number's own")
            .tuned(0.0, 0.05, 0.1, 0.2).shared();
    /** In [0, 0.9]. */
    public static final Setting<Double> INPUT_DROPOUT = Setting.real("input-dropout", 0, 0.9, 0.0,
            "Dropout of a training row's numbers: the chance of each to become its mean")
            .tuned(0.0, 0.05, 0.1, 0.2).shared();
    /** α, in [0, 1]. */
    public static final Setting<Double> MIXUP = Setting.real("mixup", 0, 1, 0.0,
            "Mixup of training rows and their labels: both shapes α of the Beta distribution of weights; 0: none")
            .tuned(0.0, 0.1, 0.2, 0.4).shared();

    /** Those that change images alone. */
    private static final List<Setting<?>> OF_IMAGES = List.of(ROTATION, FLIP_HORIZONTAL, FLIP_VERTICAL, SHIFT, ZOOM,
            BRIGHTNESS, CONTRAST, NOISE, CUTOUT, CROP);
    /** Those that change other rows alone. */
    private static final List<Setting<?>> OF_TABLES = List.of(INPUT_NOISE, INPUT_DROPOUT);

    /** All settings, in the order in which they are dimensions of a search space. */
    static final List<Setting<?>> SETTINGS = List.of(ROTATION, FLIP_HORIZONTAL, FLIP_VERTICAL, SHIFT, ZOOM, BRIGHTNESS,
            CONTRAST, NOISE, CUTOUT, CROP, INPUT_NOISE, INPUT_DROPOUT, MIXUP);

    /** Of images alone. */
    public Augmentation(double rotation, boolean flipHorizontal, boolean flipVertical, double shift, double zoom,
                        double brightness, double contrast, double noise, double cutout) {
        this(rotation, flipHorizontal, flipVertical, shift, zoom, brightness, contrast, noise, cutout, 0, 0, 0, 0);
    }

    /** Names of the settings. */
    public static List<String> keys() {
        return SETTINGS.stream().<String>map(Setting::key).toList();
    }

    /** Names of those that change rows of that kind, and do nothing to others. */
    public static List<String> keys(boolean images) {
        return (images ? OF_IMAGES : OF_TABLES).stream().<String>map(Setting::key).toList();
    }

    public static Augmentation of(Values values) {
        return new Augmentation(values.of(ROTATION), values.of(FLIP_HORIZONTAL), values.of(FLIP_VERTICAL),
                values.of(SHIFT), values.of(ZOOM), values.of(BRIGHTNESS), values.of(CONTRAST), values.of(NOISE),
                values.of(CUTOUT), values.of(CROP), values.of(INPUT_NOISE), values.of(INPUT_DROPOUT),
                values.of(MIXUP));
    }

    /** Whether rows are changed at all. */
    public boolean isOn() {
        return isOfImages() || isOfTables() || mixup > 0;
    }

    /** Whether something is on that only images have. */
    public boolean isOfImages() {
        return isGeometric() || flipHorizontal || flipVertical || brightness > 0 || contrast > 0 || noise > 0
                || cutout > 0;
    }

    /** Whether something is on that images have not. */
    public boolean isOfTables() {
        return inputNoise > 0 || inputDropout > 0;
    }

    /** Whether pixels come from between others. */
    public boolean isGeometric() {
        return rotation > 0 || shift > 0 || zoom > 0 || crop > 0;
    }
}
