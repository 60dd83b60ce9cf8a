package org.whittle.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.whittle.net.Augmentation;
import org.whittle.net.InputShape;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.work.DerivedChannels;

/**
 * Rows of a split, changed anew for every epoch, for the members of one graph: a copy on the same device, whose
 * features are written over before an epoch begins. How a row is changed hangs on the study, the epoch and its place
 * alone: not on who trains, nor on what was trained before. Channels that are computed of others are those of the
 * changed image.
 */
public final class AugmentedRows implements AutoCloseable {

    /** Rows that are changed at a time, and mixed with each other. */
    private static final int SLAB = 256;

    private final DeviceRows original;
    private final RandomStream stream;
    private final NDManager owner;
    private final DeviceRows rows;
    private final Change change;

    /**
     * @param rows never written
     * @param shape of a row
     * @param derived of images
     * @param classes whether targets are indices of classes
     * @param stream the study's
     * @throws IllegalArgumentException if something is on that such rows have not
     */
    public AugmentedRows(DeviceRows rows, InputShape shape, Optional<DerivedChannels> derived, boolean classes,
                         Augmentation how, RandomStream stream) {
        require(shape, how);
        this.original = rows;
        this.stream = stream;
        RowStatistics statistics = new RowStatistics(rows.width());
        forEach(rows, statistics::add);
        this.change = Change.of(shape, derived, classes, how, statistics);
        this.owner = TorchEngine.newManager(rows.device());
        NDArray features = owner.zeros(new Shape(rows.count(), rows.width()), DataType.FLOAT32);
        this.rows = new DeviceRows(rows.count(), rows.width(), rows.own(), features, rows.targets().clone(),
                rows.weights());
    }

    private static void require(InputShape shape, Augmentation how) {
        boolean image = shape instanceof InputShape.Image;
        if (image ? how.isOfTables() : how.isOfImages()) {
            throw new IllegalArgumentException((image ? "Rows are images, which %s do not change."
                    : "Rows are no images, which %s change; say what shape they have in data.image.")
                    .formatted(String.join(", ", Augmentation.keys(!image))));
        }
    }

    /** What is done to the rows of a slab. */
    private record Change(int width, RowChange each, Optional<Mixup> mixup, Optional<DerivedChannels> derived) {

        private static Change of(InputShape shape, Optional<DerivedChannels> derived, boolean classes, Augmentation how,
                                 RowStatistics statistics) {
            RowChange each = shape instanceof InputShape.Image image
                    ? new ImageChange(
                            image, how, statistics.black(image.channels()), statistics.white(image.channels()))
                    : new NumberChange(how, statistics.means(), statistics.deviations());
            Optional<Mixup> mixup = how.mixup() > 0 ? Optional.of(new Mixup(how.mixup(), classes)) : Optional.empty();
            return new Change(shape.features(), each, mixup, derived);
        }

        /** @param mixed targets of all rows, of which the slab's are set */
        private float[] apply(float[] slab, int first, float[] targets, float[] mixed, RandomStream ofEpoch) {
            float[] changed = new float[slab.length];
            for (int at = 0; at < slab.length; at += width) {
                each.apply(slab, changed, at, ofEpoch.child(first + at / width));
            }
            mixup.ifPresent(with -> with.apply(changed, width, first, targets, mixed, ofEpoch));
            for (int at = 0; at < slab.length && derived.isPresent(); at += width) {
                derived.get().derive(changed, at);
            }
            return changed;
        }
    }

    /**
     * What an epoch's images are, for a look at the first of them.
     *
     * @param images row-major; not changed
     * @param stream the study's
     */
    public static float[] changed(
            float[] images, InputShape.Image shape, Augmentation how, RandomStream stream, int epoch) {
        RowStatistics statistics = new RowStatistics(shape.features());
        statistics.add(images);
        float[] targets = new float[images.length / shape.features()];
        return Change.of(shape, Optional.empty(), true, how, statistics)
                .apply(images, 0, targets, targets.clone(), ofEpoch(stream, epoch));
    }

    private static RandomStream ofEpoch(RandomStream stream, int epoch) {
        return stream.child("augmentation").child(epoch);
    }

    /** What to train on; features and targets are those of the epoch that was last asked for. */
    public DeviceRows rows() {
        return rows;
    }

    /** Whether targets change from epoch to epoch. */
    public boolean mixesTargets() {
        return change.mixup.isPresent();
    }

    /** @param epoch from 1 */
    public void begin(int epoch) {
        RandomStream ofEpoch = ofEpoch(stream, epoch);
        int[] row = {0};
        forEach(original, slab -> {
            float[] changed = change.apply(slab, row[0], original.targets(), rows.targets(), ofEpoch);
            HostTensor.writeRows(rows.features(), row[0], FloatBuffer.wrap(changed));
            row[0] += slab.length / rows.width();
        });
    }

    /** Takes rows, some at a time. */
    private interface Reader {
        void read(float[] slab);
    }

    private static void forEach(DeviceRows rows, Reader reader) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList slabs = rows.slabs(SLAB);
            for (NDArray slab : List.copyOf(slabs)) {
                float[] values = new float[Math.toIntExact(slab.size())];
                HostTensor.read(slab, values, 0);
                reader.read(values);
            }
        }
    }

    @Override
    public void close() {
        owner.close();
    }
}
