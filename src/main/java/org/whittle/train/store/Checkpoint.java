package org.whittle.train.store;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.whittle.net.Architecture;
import org.whittle.net.ParameterLayout;
import org.whittle.train.descent.EarlyStopping;

/**
 * All that a trial needs to go on as if it had never paused. What is not here follows from the task: dropout and batch
 * order are keyed by epoch, the learning rate by the step.
 *
 * <p>On disk it is a {@link SafeTensors} file: {@code model.*} with PyTorch's names and shapes,
 * {@code optimizer.NAME.*} likewise for every state array of the optimizer, and the position as text. It knows neither
 * cohort nor device.
 *
 * @param epoch epochs trained since the trial was fresh
 * @param steps optimizer steps since then
 * @param parameters as {@link ParameterLayout#trained} lays them out
 * @param statistics as {@link ParameterLayout#statistics} lays them out
 * @param optimizerState by PyTorch's names, each laid out as the parameters
 */
public record Checkpoint(Architecture architecture, int epoch, long steps, EarlyStopping stopping, float[] parameters,
                  float[] statistics, SortedMap<String, float[]> optimizerState) {

    private static final String FORMAT = "whittle-checkpoint";
    /** 1 had another checksum. */
    private static final List<String> READ = List.of("1", "2");
    private static final String VERSION = "2";

    /** What another trial begins with: the same network and optimizer, and no waiting for a gain yet. */
    public Checkpoint copy() {
        return new Checkpoint(architecture, epoch, steps, EarlyStopping.START, parameters, statistics, optimizerState);
    }

    public byte[] encode() {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put("format", FORMAT);
        metadata.put("version", VERSION);
        metadata.put("epoch", Integer.toString(epoch));
        metadata.put("steps", Long.toString(steps));
        metadata.put("stopping.best", Double.toString(stopping.best()));
        metadata.put("stopping.waited", Integer.toString(stopping.waited()));
        metadata.put("stopping.stopped", Boolean.toString(stopping.stopped()));
        ParameterLayout trained = ParameterLayout.trained(architecture);
        Map<String, SafeTensors.Tensor> tensors = new LinkedHashMap<>();
        put(tensors, "model.", trained, parameters);
        put(tensors, "model.", ParameterLayout.statistics(architecture), statistics);
        optimizerState.forEach((name, array) -> put(tensors, "optimizer." + name + ".", trained, array));
        return new SafeTensors(metadata, tensors).encode();
    }

    /**
     * @param trained the network that a trial's epoch trained, by its number
     * @param stateNames of its optimizer
     * @param name of the file, for messages
     * @throws IOException if the file is damaged, or belongs to another network or optimizer
     */
    public static Checkpoint decode(
            byte[] file, IntFunction<Architecture> trained, Set<String> stateNames, String name)
            throws IOException {
        SafeTensors saved = SafeTensors.decode(file, name);
        if (!FORMAT.equals(saved.metadata().get("format"))) {
            throw new IOException("%s is not a checkpoint of a trial.".formatted(name));
        }
        if (!READ.contains(String.valueOf(saved.metadata().get("version")))) {
            throw new IOException("%s has format version %s; this release reads up to %s."
                    .formatted(name, saved.metadata().get("version"), VERSION));
        }
        Reader reader = new Reader(saved, name);
        try {
            int epoch = Integer.parseInt(reader.text("epoch"));
            Architecture architecture = trained.apply(epoch);
            ParameterLayout layout = ParameterLayout.trained(architecture);
            SortedMap<String, float[]> state = new TreeMap<>();
            float[] parameters = reader.flat("model.", layout);
            float[] statistics = reader.flat("model.", ParameterLayout.statistics(architecture));
            for (String stateName : stateNames) {
                state.put(stateName, reader.flat("optimizer." + stateName + ".", layout));
            }
            reader.requireAllRead();
            return new Checkpoint(architecture, epoch,
                    Long.parseLong(reader.text("steps")), new EarlyStopping(
                            Double.parseDouble(reader.text("stopping.best")),
                            Integer.parseInt(reader.text("stopping.waited")),
                            Boolean.parseBoolean(reader.text("stopping.stopped"))), parameters, statistics, state);
        } catch (NumberFormatException e) {
            throw new IOException("The position in %s cannot be read: %s".formatted(name, e.getMessage()), e);
        }
    }

    /** Of a trial whose network is the same in all epochs. */
    public static Checkpoint decode(byte[] file, Architecture architecture, Set<String> stateNames, String name)
            throws IOException {
        return decode(file, epoch -> architecture, stateNames, name);
    }

    private static void put(Map<String, SafeTensors.Tensor> tensors, String prefix, ParameterLayout layout,
                            float[] flat) {
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            tensors.put(prefix + tensor.name(), new SafeTensors.Tensor(tensor.shape(),
                    Arrays.copyOfRange(flat, tensor.offset(), tensor.offset() + tensor.size())));
        }
    }

    private static final class Reader {

        private final SafeTensors saved;
        private final String name;
        private final Set<String> unread;

        Reader(SafeTensors saved, String name) {
            this.saved = saved;
            this.name = name;
            this.unread = new TreeSet<>(saved.tensors().keySet());
        }

        String text(String key) throws IOException {
            String text = saved.metadata().get(key);
            if (text == null) {
                throw new IOException("%s has no entry %s.".formatted(name, key));
            }
            return text;
        }

        float[] flat(String prefix, ParameterLayout layout) throws IOException {
            float[] flat = new float[layout.size()];
            for (ParameterLayout.Tensor tensor : layout.tensors()) {
                SafeTensors.Tensor found = saved.tensors().get(prefix + tensor.name());
                List<Integer> shape = found == null ? null : found.shape();
                if (!tensor.shape().equals(shape)) {
                    throw new IOException("%s belongs to another network or optimizer: its %s is %s instead of %s."
                            .formatted(name, prefix + tensor.name(), shape == null ? "missing" : shape,
                                    tensor.shape()));
                }
                System.arraycopy(found.data(), 0, flat, tensor.offset(), found.data().length);
                unread.remove(prefix + tensor.name());
            }
            return flat;
        }

        void requireAllRead() throws IOException {
            if (!unread.isEmpty()) {
                throw new IOException("%s belongs to another network or optimizer: it also has %s."
                        .formatted(name, unread));
            }
        }
    }
}
