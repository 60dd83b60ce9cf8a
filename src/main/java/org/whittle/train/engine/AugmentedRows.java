package org.whittle.train.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.whittle.net.Augmentation;
import org.whittle.net.InputShape;
import org.whittle.random.RandomStream;
import org.whittle.score.engine.HostTensor;
import org.whittle.score.engine.TorchEngine;
import org.whittle.work.DerivedChannels;

/**
 * Images of a split, changed anew for every epoch, for the members of one graph: a copy on the same device, whose
 * features are written over before an epoch begins. How an image is changed hangs on the study, the epoch and its row
 * alone: not on who trains, nor on what was trained before. Channels that are computed of others are those of the
 * changed image.
 */
public final class AugmentedRows implements AutoCloseable {

    /** Rows that are changed at a time. */
    private static final int SLAB = 256;

    private final DeviceRows original;
    private final RandomStream stream;
    private final NDManager owner;
    private final DeviceRows rows;
    private final ImageChange change;
    private final Optional<DerivedChannels> derived;

    /**
     * @param rows never written
     * @param derived of the images
     * @param stream the study's
     */
    public AugmentedRows(DeviceRows rows, InputShape.Image shape, Optional<DerivedChannels> derived, Augmentation how,
                         RandomStream stream) {
        this.original = rows;
        this.derived = derived;
        this.stream = stream;
        float[] black = new float[shape.channels()];
        float[] white = new float[shape.channels()];
        Arrays.fill(black, Float.POSITIVE_INFINITY);
        Arrays.fill(white, Float.NEGATIVE_INFINITY);
        forEach(rows, slab -> extend(black, white, slab));
        this.change = new ImageChange(shape, how, black, white);
        this.owner = TorchEngine.newManager(rows.device());
        NDArray features = owner.zeros(new Shape(rows.count(), rows.width()), DataType.FLOAT32);
        this.rows = new DeviceRows(rows.count(), rows.width(), rows.own(), features, rows.targets());
    }

    /**
     * What an epoch's images are, for a look at the first of them.
     *
     * @param images row-major; not changed
     * @param stream the study's
     */
    public static float[] changed(
            float[] images, InputShape.Image shape, Augmentation how, RandomStream stream, int epoch) {
        float[] black = new float[shape.channels()];
        float[] white = new float[shape.channels()];
        Arrays.fill(black, Float.POSITIVE_INFINITY);
        Arrays.fill(white, Float.NEGATIVE_INFINITY);
        extend(black, white, images);
        ImageChange change = new ImageChange(shape, how, black, white);
        float[] changed = new float[images.length];
        for (int row = 0; row * shape.features() < images.length; row++) {
            change.apply(images, changed, row * shape.features(), ofEpoch(stream, epoch).child(row));
        }
        return changed;
    }

    private static RandomStream ofEpoch(RandomStream stream, int epoch) {
        return stream.child("augmentation").child(epoch);
    }

    private static void extend(float[] black, float[] white, float[] slab) {
        for (int i = 0; i < slab.length; i++) {
            black[i % black.length] = Math.min(black[i % black.length], slab[i]);
            white[i % white.length] = Math.max(white[i % white.length], slab[i]);
        }
    }

    /** What to train on; its features are those of the epoch that was last asked for. */
    public DeviceRows rows() {
        return rows;
    }

    /** @param epoch from 1 */
    public void begin(int epoch) {
        RandomStream ofEpoch = ofEpoch(stream, epoch);
        int[] row = {0};
        forEach(original, slab -> {
            float[] changed = new float[slab.length];
            int first = row[0];
            for (int at = 0; at < slab.length; at += rows.width()) {
                change.apply(slab, changed, at, ofEpoch.child(row[0]++));
                if (derived.isPresent()) {
                    derived.get().derive(changed, at);
                }
            }
            HostTensor.writeRows(rows.features(), first, FloatBuffer.wrap(changed));
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
