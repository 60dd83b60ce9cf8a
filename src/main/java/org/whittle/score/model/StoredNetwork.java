package org.whittle.score.model;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.whittle.net.Architecture;

/**
 * A model's network as numbers, whoever goes on with it.
 *
 * @param trained as {@link org.whittle.net.ParameterLayout#trained} lays them out
 * @param statistics as {@link org.whittle.net.ParameterLayout#statistics} lays them out
 */
public record StoredNetwork(Architecture architecture, float[] trained, float[] statistics) {

    /** Reads it, without an engine. @throws IOException if it cannot be read, or is not what was written */
    public static StoredNetwork read(ModelFiles files) throws IOException {
        ModelDescription description = ModelDirectory.description(files);
        ParameterFile numbers = ModelDirectory.parameters(files, description);
        return new StoredNetwork(description.architecture(), numbers.trained(), numbers.statistics());
    }

    /** Its files as they are, by name: enough to {@link #read} it elsewhere. */
    public static Map<String, byte[]> files(ModelFiles files) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (String name : ModelDirectory.OF_NETWORK) {
            all.put(name, files.read(name));
        }
        return all;
    }
}
