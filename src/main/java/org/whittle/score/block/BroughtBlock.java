package org.whittle.score.block;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.Pair;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.whittle.net.BroughtNetwork;
import org.whittle.net.InputShape;
import org.whittle.net.setting.Values;
import org.whittle.score.engine.HostTensor;

/**
 * A network that was brought, as a block with its numbers, on one device. Its native memory is its manager's.
 */
public final class BroughtBlock {

    private static final int ROWS = 2;

    private final BroughtNetwork network;
    private final Block own;
    private final Block block;
    private final NDManager manager;
    private final Map<String, Parameter> trained = new LinkedHashMap<>();
    private final Map<String, Parameter> statistics = new LinkedHashMap<>();

    /** @param own whose parameters the network's are, each named once */
    private BroughtBlock(BroughtNetwork network, Block own, InputShape input, NDManager manager) {
        this.network = network;
        this.own = own;
        this.manager = manager;
        this.block = input instanceof InputShape.Image image ? new SequentialBlock()
                .add(new LambdaBlock(x -> new NDList(asImages(x.singletonOrThrow(), image)), "image")).add(own) : own;
        Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Pair<String, Parameter> named : own.getParameters()) {
            if (seen.add(named.getValue())) {
                (named.getValue().requiresGradient() ? trained : statistics).put(named.getKey(), named.getValue());
            }
        }
    }

    /** Rows of pixels as engines have images: channels first, and last in memory. */
    private static NDArray asImages(NDArray rows, InputShape.Image image) {
        return rows.reshape(-1, image.height(), image.width(), image.channels()).transpose(0, 3, 1, 2);
    }

    /**
     * A block on its device.
     *
     * @param zeros whether all its numbers are 0, for which no generator is asked; else they are what the block's own
     *     initializers give
     * @throws IllegalArgumentException if there is no such network, or it does not give its outputs
     */
    static BroughtBlock of(BlockProvider provider, BroughtNetwork network, InputShape input, NDManager manager,
                           boolean zeros) {
        return guarded(network, () -> {
            Block own = provider.block(new Values(network.values()), input, network.outputs());
            if (own == null) {
                throw new IllegalArgumentException("it made no block");
            }
            if (zeros) {
                own.setInitializer(Initializer.ZEROS, parameter -> true);
            }
            own.initialize(manager, DataType.FLOAT32, input instanceof InputShape.Image image
                    ? new Shape(ROWS, image.channels(), image.height(), image.width())
                    : new Shape(ROWS, input.features()));
            BroughtBlock made = new BroughtBlock(network, own, input, manager);
            made.requireOutputs(input.features());
            return made;
        });
    }

    /**
     * A module on its device.
     *
     * @param names of its buffers, which the engine does not list
     * @param buffers these
     */
    static BroughtBlock of(BroughtNetwork network, Block module, InputShape input, NDManager manager,
                           List<String> names, List<NDArray> buffers) {
        BroughtBlock made = new BroughtBlock(network, module, input, manager);
        for (int i = 0; i < names.size(); i++) {
            DataType type = buffers.get(i).getDataType();
            if (type == DataType.FLOAT32 || type == DataType.INT64) {
                Parameter buffer = Parameter.builder().setName(names.get(i)).setType(Parameter.Type.OTHER)
                        .optRequiresGrad(false).build();
                buffer.setArray(buffers.get(i));
                made.statistics.put(names.get(i), buffer);
            }
        }
        return guarded(network, () -> {
            made.requireOutputs(input.features());
            return made;
        });
    }

    /**
     * A module that was traced while it was trained goes on as if it were: nothing tells it to predict.
     *
     * @throws IllegalArgumentException if it is such a module
     */
    void requireEvaluated(int features) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray rows = manager.arange(0f, (float) ROWS * features).reshape(ROWS, features).div(features);
            float[] before = read(statistics());
            ParameterStore store = new ParameterStore(manager, false);
            float[][] twice = new float[2][ROWS * network.outputs()];
            HostTensor.read(forward(store, rows, false), twice[0], 0);
            HostTensor.read(forward(store, rows, false), twice[1], 0);
            if (!Arrays.equals(twice[0], twice[1]) || !Arrays.equals(before, read(statistics()))) {
                throw new IllegalArgumentException(
                        "the module was traced in training mode, in which it stays for ever: "
                                + "call model.eval() before torch.jit.trace, or save torch.jit.script(model)");
            }
        }
    }

    /**
     * What a user's code gives.
     *
     * @throws IllegalArgumentException if it throws anything but a fault of the engine's
     */
    private static <T> T guarded(BroughtNetwork network, Supplier<T> code) {
        try {
            return code.get();
        } catch (EngineException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            String what = e instanceof IllegalArgumentException && e.getMessage() != null ? e.getMessage()
                    : String.valueOf(e);
            if (network.origin() == BroughtNetwork.Origin.TORCHSCRIPT) {
                throw new IllegalArgumentException("the module makes no network here: " + what, e);
            }
            throw new IllegalArgumentException("%s makes no network here: %s".formatted(network.name(), what), e);
        }
    }

    private void requireOutputs(int features) {
        Shape wanted = new Shape(ROWS, network.outputs());
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDList given = block.forward(new ParameterStore(manager, false),
                    new NDList(manager.zeros(new Shape(ROWS, features))), false);
            if (given.size() != 1 || !given.head().getShape().equals(wanted)) {
                throw new IllegalArgumentException(
                        "it gives %s for %d rows, and %s is wanted: end it with a linear map "
                                        .formatted(
                                                given.isEmpty()
                                                        ? "nothing"
                                                        : given.head().getShape(),
                                                ROWS,
                                                wanted)
                                + "to its %d outputs".formatted(network.outputs()));
            }
        }
        if (trained.isEmpty()) {
            throw new IllegalArgumentException("it has no parameters that can be trained");
        }
    }

    /**
     * What the network gives for rows.
     *
     * @param rows {@code rows × features}
     * @param training whether it is to be trained by them
     * @return {@code rows × outputs}
     * @throws IllegalArgumentException if the network cannot take them
     */
    public NDArray forward(ParameterStore store, NDArray rows, boolean training) {
        return guarded(network, () -> block.forward(store, new NDList(rows), training).head());
    }

    /** The network with the names and shapes of its tensors. */
    public BroughtNetwork described() {
        return network.with(parts(trained), parts(statistics));
    }

    private static List<BroughtNetwork.Part> parts(Map<String, Parameter> parameters) {
        return parameters.entrySet().stream().map(entry -> new BroughtNetwork.Part(entry.getKey(),
                LongStream.of(entry.getValue().getArray().getShape().getShape()).mapToObj(Math::toIntExact).toList()))
                .toList();
    }

    /** As it was brought. */
    Block own() {
        return own;
    }

    /** From {@code rows × features} to {@code rows × outputs}. */
    public Block block() {
        return block;
    }

    /** What is trained, in the order of the description. */
    public List<Parameter> trained() {
        return List.copyOf(trained.values());
    }

    /** What training changes and no optimizer does, in the order of the description. */
    public List<Parameter> statistics() {
        return List.copyOf(statistics.values());
    }

    /**
     * Sets all numbers.
     *
     * @param parameters as {@link org.whittle.net.ParameterLayout#trained} lays them out
     * @param kept as {@link org.whittle.net.ParameterLayout#statistics} lays them out
     */
    public void load(float[] parameters, float[] kept) {
        write(parameters, trained());
        write(kept, statistics());
    }

    /** Sets parameters from their numbers one after the other. */
    public static void write(float[] flat, List<Parameter> parameters) {
        int at = 0;
        for (Parameter parameter : parameters) {
            int size = Math.toIntExact(parameter.getArray().size());
            write(Arrays.copyOfRange(flat, at, at + size), parameter.getArray());
            at += size;
        }
    }

    private static void write(float[] numbers, NDArray array) {
        if (array.getDataType() == DataType.FLOAT32) {
            HostTensor.fill(array, numbers);
            return;
        }
        // How many batches a normalization has seen: a float holds 2²⁴ of them.
        long[] whole = new long[numbers.length];
        Arrays.setAll(whole, i -> (long) numbers[i]);
        if (array.getDevice().isGpu()) {
            array.set(whole);
        } else {
            array.toByteBuffer(true).order(ByteOrder.nativeOrder()).asLongBuffer().put(whole);
        }
    }

    /** Numbers of parameters one after the other. */
    public static float[] read(List<Parameter> parameters) {
        float[] flat = new float[parameters.stream().mapToInt(p -> Math.toIntExact(p.getArray().size()))
                .reduce(0, Math::addExact)];
        int at = 0;
        for (Parameter parameter : parameters) {
            NDArray array = parameter.getArray();
            if (array.getDataType() == DataType.FLOAT32) {
                HostTensor.read(array, flat, at);
            } else {
                try (NDArray floats = array.toType(DataType.FLOAT32, true)) {
                    HostTensor.read(floats, flat, at);
                }
            }
            at += Math.toIntExact(parameter.getArray().size());
        }
        return flat;
    }
}
