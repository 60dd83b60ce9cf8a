package org.whittle.score.engine;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.Supplier;

/**
 * DJL's PyTorch engine, set up in one place.
 *
 * <p>One thread an operation: a trial that trains on one core gives the same bits wherever it runs, and a node's cores
 * are filled by tasks, not by threads inside them. Natives come from the class path; nothing is downloaded, and DJL
 * reports its use to nobody. A property that the user has set is left alone.
 */
public final class TorchEngine {

    private static final String NAME = "PyTorch";
    private static final Object GENERATOR = new Object();

    static {
        setUnlessGiven("ai.djl.pytorch.num_threads", "1");
        setUnlessGiven("ai.djl.pytorch.num_interop_threads", "1");
        setUnlessGiven("ai.djl.pytorch.graph_optimizer", "false");
        setUnlessGiven("ai.djl.offline", "true");
    }

    private TorchEngine() {
    }

    /** GPUs that the engine sees. */
    public static int gpus() {
        return engine().getGpuCount();
    }

    /** The engine with its version, for instance {@code PyTorch 2.7.1}. */
    public static String version() {
        return NAME + " " + engine().getVersion();
    }

    /** Owns native memory until it is closed. */
    public static NDManager newManager(Device device) {
        return engine().newBaseManager(device);
    }

    /** A model without a block; owns native memory until it is closed. */
    public static Model newModel(String name, Device device) {
        return engine().newModel(name, device);
    }

    /**
     * What somebody draws from the engine's generator, of which a process has one: it begins anew with the seed, and
     * nobody else draws meanwhile.
     */
    public static <T> T seeded(long seed, Supplier<T> draws) {
        synchronized (GENERATOR) {
            JniUtils.setSeed(seed);
            return draws.get();
        }
    }

    /** Loads the engine meanwhile, in the thread that is given; what goes wrong, the first model tells. */
    public static Thread load() {
        Thread thread = new Thread(() -> {
            try {
                engine();
            } catch (IllegalStateException e) {
                // As the first model will.
            }
        }, "whittle-engine");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static Engine engine() {
        try {
            return Engine.getEngine(NAME);
        } catch (EngineException | IllegalArgumentException | LinkageError e) {
            throw new IllegalStateException(("DJL's PyTorch engine cannot start on %s %s: %s. The class path must hold"
                    + " pytorch-engine, pytorch-jni and pytorch-native for this platform; choose them with a Maven"
                    + " profile.").formatted(System.getProperty("os.name"), System.getProperty("os.arch"),
                    e.getMessage()), e);
        }
    }

    private static void setUnlessGiven(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
