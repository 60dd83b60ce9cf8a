package org.whittle.data.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.whittle.data.source.RootCause;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;

/**
 * {@code data/preprocessing.json}: the steps of the preprocessing and their fitted numbers.
 *
 * <pre>
 * format    1
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

    public static final String PATH = "data/preprocessing.json";
    private static final int FORMAT = 1;

    private PreprocessingFile() {
    }

    /** @return the file's digest, which the manifest keeps */
    public static String write(FileStore files, Preprocessing preprocessing) throws IOException {
        ObjectNode root = DataJson.MAPPER.createObjectNode().put("format", FORMAT);
        root.setAll((ObjectNode) DataJson.MAPPER.valueToTree(preprocessing));
        byte[] content = DataJson.MAPPER.writeValueAsBytes(root);
        files.write(PATH, content);
        return Digest.of(content);
    }

    /**
     * @param digest of the file that was written
     * @throws InvalidInputException if there is none, or it is another one, damaged, or of a later release
     */
    public static Preprocessing read(FileStore files, String digest) {
        String place = files.locate(PATH);
        try {
            byte[] content = files.read(PATH);
            if (!Digest.of(content).equals(digest)) {
                throw damaged(place, "it is not as it was prepared");
            }
            return decode(content, place);
        } catch (FileNotFoundException e) {
            throw damaged(place, "there is no such file");
        } catch (IOException e) {
            throw new InfrastructureException("%s could not be read: %s".formatted(place, e.getMessage()), e);
        }
    }

    public static Preprocessing decode(byte[] content, String place) throws IOException {
        try {
            JsonNode root = DataJson.MAPPER.readTree(content);
            int format = root.path("format").asInt();
            if (format > FORMAT) {
                throw new InvalidInputException(
                        "%s was written by a later Whittle (format %d; this one knows %d); use that one"
                                .formatted(place, format, FORMAT));
            }
            if (format < 1) {
                throw damaged(place, "it names no format");
            }
            return DataJson.MAPPER.treeToValue(root, Preprocessing.class);
        } catch (JsonProcessingException e) {
            Throwable cause = RootCause.of(e);
            throw damaged(place, cause instanceof IllegalArgumentException ? RootCause.line(cause)
                    : "it does not hold what was written");
        } catch (NullPointerException e) {
            throw damaged(place, "it does not hold what was written");
        }
    }

    public static InvalidInputException damaged(String place, String why) {
        return new InvalidInputException("%s is missing or damaged: %s; put it back, or begin the study anew"
                .formatted(place, why));
    }
}
