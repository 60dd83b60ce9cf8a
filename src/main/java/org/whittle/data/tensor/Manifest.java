package org.whittle.data.tensor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.whittle.data.step.StoredPreprocessing;
import org.whittle.score.column.InputColumn;
import org.whittle.score.step.DataJson;
import org.whittle.score.step.Digest;
import org.whittle.score.step.Preprocessing;
import org.whittle.study.InfrastructureException;
import org.whittle.study.InputSpec;
import org.whittle.study.InvalidInputException;
import org.whittle.work.FileStore;

/**
 * {@code data/summary.json}: all that is known of prepared data. Written last, so that data with it are whole. From
 * version 2 on its last field, {@value #SUM}, is the SHA-256 of all others; in version 3, rows are images;
 * in
 * version 4, images with channels of edges, or rows of which networks see some features; in version 5, there are folds;
 * in version 6, rows have weights.
 *
 * @param version of this file's format
 * @param fingerprint of the tensors, classes and feature names; the same for the same data, seed and settings
 * @param preprocessing digest of {@link StoredPreprocessing}; null in the first releases, which had an MLlib pipeline
 * @param inputs the columns that such a pipeline takes; otherwise null
 * @param images what rows are, if they are images; otherwise null
 * @param choices what hyperparameters choose among the features; null if all networks see all
 * @param folds of cross-validation: then all rows that are not test rows are training rows; null without it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
        int version,
        String fingerprint,
        DataSummary summary,
        String preprocessing,
        List<InputColumn> inputs,
        StoredImages images,
        Inputs choices,
        SplitTensors training,
        SplitTensors validation,
        SplitTensors lockBox,
        List<FoldTensors> folds) {

    public static final String PATH = "data/summary.json";
    private static final int VERSION = 6;
    private static final int OF_FOLDS = 5;
    private static final int OF_CHOICES = 4;
    private static final int OF_IMAGES = 3;
    /** The version of all that earlier releases can read. */
    private static final int WITHOUT_IMAGES = 2;
    private static final String SUM = "sha256";
    private static final ObjectMapper JSON = DataJson.MAPPER;

    public Manifest {
        inputs = inputs == null ? null : List.copyOf(inputs);
        folds = folds == null ? null : List.copyOf(folds);
    }

    /**
     * @param preprocessing that made the rows
     * @param inputs what networks are given
     * @param digest of its file
     * @param folds of cross-validation; none without it
     */
    public static Manifest of(
            DataSummary summary, Preprocessing preprocessing, InputSpec inputs, String digest,
            List<SplitTensors> splits, List<FoldTensors> folds) {
        StoredImages images = preprocessing.image().map(StoredImages::of).orElse(null);
        Inputs choices = Inputs.of(preprocessing, inputs);
        int version = splits.get(0).weights() != null ? VERSION : !folds.isEmpty() ? OF_FOLDS
                : choices != null ? OF_CHOICES : images == null ? WITHOUT_IMAGES
                : images.edges() == null ? OF_IMAGES : OF_CHOICES;
        return new Manifest(version,
                fingerprint(summary, digest, splits, folds), summary,
                digest, null, images, choices, splits.get(0), splits.get(1), splits.get(2),
                folds.isEmpty() ? null : folds);
    }

    /**
     * What a fold's rows are.
     *
     * @param preprocessing that made them, and the digest of its file
     * @param splits training and validation rows
     */
    public static FoldTensors fold(Preprocessing preprocessing, InputSpec inputs, String digest,
                                   List<SplitTensors> splits) {
        return new FoldTensors(preprocessing.task(), digest, preprocessing.image().map(StoredImages::of).orElse(null),
                Inputs.of(preprocessing, inputs), splits.get(0), splits.get(1));
    }

    /** Of cross-validation; none without it. */
    public List<FoldTensors> ofFolds() {
        return folds == null ? List.of() : folds;
    }

    public void write(FileStore files) throws IOException {
        ObjectNode tree = JSON.valueToTree(this);
        files.write(PATH, JSON.writeValueAsBytes(tree.put(SUM, Digest.of(JSON.writeValueAsBytes(tree)))));
    }

    /** @throws InvalidInputException if there is none, or it is damaged or of a later release */
    public static Manifest load(FileStore files) {
        try {
            return read(files);
        } catch (IOException e) {
            throw InfrastructureException.of("%s could not be read".formatted(files.locate(PATH)), e);
        }
    }

    private static Manifest read(FileStore files) throws IOException {
        String place = files.locate(PATH);
        try {
            JsonNode tree = JSON.readTree(files.read(PATH));
            int version = tree.path("version").asInt();
            if (version > VERSION) {
                throw new InvalidInputException(
                        "%s was written by a later Whittle (format %d; this one knows %d); use that one"
                                .formatted(place, version, VERSION));
            }
            if (version > 1 || tree.has(SUM) || tree.has("preprocessing")) {
                requireIntact(tree, place);
            }
            Manifest manifest = JSON.treeToValue(tree, Manifest.class);
            if (!fingerprint(manifest.summary, manifest.preprocessing, manifest.splits(), manifest.ofFolds())
                    .equals(manifest.fingerprint)) {
                throw damaged(place, "its content does not fit its fingerprint");
            }
            return manifest;
        } catch (FileNotFoundException e) {
            throw new InvalidInputException("%s: no such file; the study's data were never prepared: begin it anew"
                    .formatted(place));
        } catch (JsonProcessingException | NullPointerException e) {
            throw damaged(place, "it does not hold what was written");
        }
    }

    private static void requireIntact(JsonNode tree, String place) throws IOException {
        String sum = tree.path(SUM).asText();
        if (!(tree instanceof ObjectNode fields)
                || !Digest.of(JSON.writeValueAsBytes(fields.without(SUM))).equals(sum)) {
            throw damaged(place, "its content does not match its checksum");
        }
    }

    private List<SplitTensors> splits() {
        return List.of(training, validation, lockBox);
    }

    /** The files' digests stand for their values. */
    private static String fingerprint(
            DataSummary summary, String preprocessing, List<SplitTensors> splits, List<FoldTensors> folds) {
        StringBuilder text = new StringBuilder();
        line(text, summary.task());
        summary.features().forEach(feature -> line(text, feature));
        for (SplitTensors split : splits) {
            line(text, split.count());
            split.features().forEach(file -> line(text, file.sha256()));
            split.ofRows().forEach(file -> line(text, file.sha256()));
        }
        if (preprocessing != null) {
            line(text, preprocessing);
        }
        for (FoldTensors fold : folds) {
            line(text, fold.task());
            line(text, fold.preprocessing());
            for (SplitTensors split : List.of(fold.training(), fold.validation())) {
                line(text, split.count());
                split.features().forEach(file -> line(text, file.sha256()));
                split.ofRows().forEach(file -> line(text, file.sha256()));
            }
        }
        return Digest.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder text, Object value) {
        String shown = value.toString();
        // With their lengths, no two lists of names read the same.
        text.append(shown.length()).append(':').append(shown).append('\n');
    }

    private static InvalidInputException damaged(String place, String why) {
        return new InvalidInputException(
                "%s is damaged: %s; put it back, or begin the study anew".formatted(place, why));
    }
}
