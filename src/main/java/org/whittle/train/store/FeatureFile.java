package org.whittle.train.store;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Features of rows in a {@link SafeTensors} file, with its checksum: one tensor, {@code rows × width}. */
public final class FeatureFile {

    private static final String NAME = "features";

    private FeatureFile() {
    }

    /** @param features row-major, at least one a row */
    public static byte[] encode(float[] features, int rows) {
        return new SafeTensors(new TreeMap<>(), Map.of(NAME, new SafeTensors.Tensor(
                List.of(rows, rows == 0 ? 0 : features.length / rows), features))).encode();
    }

    /**
     * @param name of the file, for messages
     * @throws IOException if it is damaged, or holds other rows
     */
    public static float[] decode(byte[] file, int rows, int width, String name) throws IOException {
        SafeTensors.Tensor features = SafeTensors.decode(file, name).tensors().get(NAME);
        if (features == null || features.data().length != (long) rows * width) {
            throw new IOException("%s holds features of other rows.".formatted(name));
        }
        return features.data();
    }
}
