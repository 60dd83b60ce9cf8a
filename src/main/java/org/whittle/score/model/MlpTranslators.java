package org.whittle.score.model;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.whittle.net.Architecture;
import org.whittle.net.InputShape;
import org.whittle.net.LearningTask;
import org.whittle.score.step.Features;
import org.whittle.score.step.Preprocessing;
import org.whittle.score.step.RowReader;

/**
 * Translates for an exported network: a raw row ({@code Map<String, ?>}), or {@code float[]} of preprocessed features,
 * to {@link Classifications}, or to a {@link Double} in the target's own unit (or a {@link Float}, which has fewer
 * digits). The model's temperature is in the probabilities; {@code Classifications} names the most probable class, so
 * who has a model with a threshold compares the second class's probability with it.
 */
public class MlpTranslators implements TranslatorFactory {

    private static final long serialVersionUID = 1L;

    @Override
    public Set<Pair<Type, Type>> getSupportedTypes() {
        return new LinkedHashSet<>(List.of(new Pair<>(float[].class, Classifications.class),
                new Pair<>(float[].class, Double.class), new Pair<>(float[].class, Float.class),
                new Pair<>(Map.class, Classifications.class), new Pair<>(Map.class, Double.class)));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I, O> Translator<I, O> newInstance(Class<I> input, Class<O> output, Model model,
                                               Map<String, ?> arguments) throws TranslateException {
        return input == Map.class
                ? (Translator<I, O>) new OfRows<>(readers(model), newInstance(float[].class, output, model, arguments))
                : ofFeatures(output, model);
    }

    /** Each thread its own: a row is read in place. */
    private static ThreadLocal<RowReader> readers(Model model) throws TranslateException {
        ModelFiles files = new ModelFiles() {
            @Override
            public byte[] read(String name) throws IOException {
                try (InputStream file = model.getArtifactAsStream(name)) {
                    return file.readAllBytes();
                }
            }

            @Override
            public String locate(String name) {
                return name;
            }
        };
        try {
            Preprocessing preprocessing = ModelDirectory.preprocessing(files, ModelDirectory.description(files))
                    .orElseThrow(() -> new TranslateException("The model does not hold the preprocessing of its rows: "
                            + "write a copy that does, with Scoring.of(spark, study).copyTo(directory)"));
            Features features = preprocessing.features(0);
            return ThreadLocal.withInitial(() -> new RowReader(preprocessing, features));
        } catch (IOException e) {
            throw new TranslateException("The model's preprocessing cannot be read", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <I, O> Translator<I, O> ofFeatures(Class<O> output, Model model) throws TranslateException {
        LearningTask task;
        double temperature;
        Optional<InputShape.Image> image;
        try (InputStream file = model.getArtifactAsStream(ModelDescription.FILE)) {
            ModelDescription description = ModelDescription.decode(file.readAllBytes(), ModelDescription.FILE);
            task = description.task();
            temperature = description.rule().temperature();
            image = image(description.architecture());
        } catch (IOException e) {
            throw new TranslateException("The model's description cannot be read", e);
        }
        if (task instanceof LearningTask.Classification classification && output == Classifications.class) {
            return (Translator<I, O>) new ToClasses(classification, (float) temperature, image);
        }
        if (task instanceof LearningTask.Regression regression && output == Double.class) {
            return (Translator<I, O>) new ToNumber(regression, image);
        }
        if (task instanceof LearningTask.Regression regression && output == Float.class) {
            return (Translator<I, O>) new ToFloat(new ToNumber(regression, image));
        }
        throw new TranslateException("The model predicts %s; ask for %s instead of %s.".formatted(
                task instanceof LearningTask.Classification ? "classes" : "a number",
                task instanceof LearningTask.Classification ? "Classifications" : "Double", output.getSimpleName()));
    }

    /** What a module of PyTorch's is to be given, which has no layer of ours before it. */
    private static Optional<InputShape.Image> image(Architecture network) {
        return network.brought().isPresent() && network.input() instanceof InputShape.Image image
                ? Optional.of(image) : Optional.empty();
    }

    /** Takes a row's features as they are, or as an image with its channels first. */
    private interface OfFeatures<O> extends Translator<float[], O> {

        @Override
        default NDList processInput(TranslatorContext context, float[] features) {
            NDArray row = context.getNDManager().create(features);
            return new NDList(image().map(image -> row.reshape(image.height(), image.width(), image.channels())
                    .transpose(2, 0, 1)).orElse(row));
        }

        Optional<InputShape.Image> image();
    }

    private record ToClasses(LearningTask.Classification task, float temperature, Optional<InputShape.Image> image)
            implements OfFeatures<Classifications> {

        @Override
        public Classifications processOutput(TranslatorContext context, NDList list) {
            NDArray outputs = list.singletonOrThrow();
            NDArray tempered = temperature == 1 ? outputs : outputs.div(temperature);
            return new Classifications(task.classes(), tempered.softmax(-1));
        }
    }

    /** Takes a raw row, by its columns' names, as {@link org.whittle.score.column.NamedCells} does. */
    private record OfRows<O>(ThreadLocal<RowReader> readers, Translator<float[], O> features)
            implements Translator<Map<String, ?>, O> {

        @Override
        public NDList processInput(TranslatorContext context, Map<String, ?> row) throws Exception {
            RowReader reader = readers.get();
            float[] values = new float[reader.width()];
            List<String> problems = new ArrayList<>();
            reader.read(row, values, 0, problems);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("The row cannot be scored: " + String.join("; ", problems));
            }
            return features.processInput(context, values);
        }

        @Override
        public O processOutput(TranslatorContext context, NDList list) throws Exception {
            return features.processOutput(context, list);
        }
    }

    private record ToNumber(LearningTask.Regression task, Optional<InputShape.Image> image)
            implements OfFeatures<Double> {

        @Override
        public Double processOutput(TranslatorContext context, NDList list) {
            return task.inOwnUnit(list.singletonOrThrow().toFloatArray())[0];
        }
    }

    /** For those who asked for it before there was {@link ToNumber}'s double. */
    private record ToFloat(ToNumber number) implements OfFeatures<Float> {

        @Override
        public Optional<InputShape.Image> image() {
            return number.image();
        }

        @Override
        public Float processOutput(TranslatorContext context, NDList list) {
            return number.processOutput(context, list).floatValue();
        }
    }
}
