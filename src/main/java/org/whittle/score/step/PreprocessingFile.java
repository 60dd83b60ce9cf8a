package org.whittle.score.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * {@code preprocessing.json}: the steps of the preprocessing and their fitted numbers.
 *
 * <pre>
 * format    1; 2 if rows are images; 3 if they have channels of edges, or not all features are made
 * columns   name, kind, length and reading of each column that a table must have
 * label     name of the label column
 * task      classes, or the target's mean and deviation
 * folds     of each fold its number and its steps; a step names its kind, the columns it takes by their number, and
 *           the numbers that were fitted
 * </pre>
 *
 * <p>It holds numbers and names of columns and categories, nothing that is run: whoever can write to a study directory
 * can make predictions wrong, but not execute anything. Unknown fields are ignored; a newer format is refused.
 */
public final class PreprocessingFile {

    /** Its name in the directory of prepared data, and in that of a model. */
    public static final String NAME = "preprocessing.json";

    /** Where a study directory has it. */
    public static final String OF_STUDY = "data/" + NAME;

    private static final int FORMAT = 3;
    private static final int OF_IMAGES = 2;
    /** The format of all that earlier releases can read. */
    private static final int WITHOUT_IMAGES = 1;

    private PreprocessingFile() {
    }

    /** The content of the file, in UTF-8. */
    public static byte[] encode(Preprocessing preprocessing) {
        ObjectNode root = DataJson.MAPPER.createObjectNode().put("format",
                preprocessing.folds().get(0).selection() != null ? FORMAT
                        : preprocessing.image().map(pixels -> pixels.edges() == null ? OF_IMAGES : FORMAT)
                                .orElse(WITHOUT_IMAGES));
        root.setAll((ObjectNode) DataJson.MAPPER.valueToTree(preprocessing));
        try {
            return DataJson.MAPPER.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON can always be written", e);
        }
    }

    /**
     * @param place of the file, for messages
     * @throws DamagedPreprocessingException if it is no such file, or of a later release
     */
    public static Preprocessing decode(byte[] content, String place) throws DamagedPreprocessingException {
        try {
            JsonNode root = DataJson.MAPPER.readTree(content);
            int format = root.path("format").asInt();
            if (format > FORMAT) {
                throw new DamagedPreprocessingException(
                        "%s was written by a later Whittle (format %d; this one knows %d); use that one"
                                .formatted(place, format, FORMAT),
                        "");
            }
            if (format < 1) {
                throw damaged(place, "it names no format");
            }
            return DataJson.MAPPER.treeToValue(root, Preprocessing.class);
        } catch (JsonProcessingException e) {
            throw damaged(place, unsound(e));
        } catch (DamagedPreprocessingException e) {
            throw e;
        } catch (IOException | NullPointerException e) {
            throw damaged(place, "it does not hold what was written");
        }
    }

    /** A record that checks its numbers says in a line what does not fit. */
    private static String unsound(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root instanceof IllegalArgumentException && root.getMessage() != null ? root.getMessage()
                : "it does not hold what was written";
    }

    /** @param why half a sentence */
    static DamagedPreprocessingException damaged(String place, String why) {
        return new DamagedPreprocessingException("%s is damaged: %s".formatted(place, why), why);
    }
}
