package org.whittle.train.program;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.whittle.score.engine.LongCalls;
import org.whittle.score.engine.TorchEngine;

/**
 * Use of a program on a device, until it is closed. Of those that nobody uses the latest are kept, for whoever asks for
 * the same text again. Any number of threads may run one at a time.
 */
final class Program implements AutoCloseable {

    private static final int KEPT = 32;
    private static final Map<Key, Loaded> LATEST = new LinkedHashMap<>(16, 0.75f, true);

    // What a new thread has not: one thread an operation (a first product would take them all), and programs run as
    // they are written. An optimizer would compile again for every extent it sees, and might merge operations otherwise
    // each time.
    private static final ThreadLocal<Boolean> SET_UP = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setNumThreads(Integer.getInteger("ai.djl.pytorch.num_threads", 1));
        return true;
    });

    private record Key(String methods, Device device) {
    }

    /** A module in the engine's memory, and how many use it. */
    private static final class Loaded {

        private final NDManager manager;
        private final PtSymbolBlock module;
        private int users;

        private Loaded(Key key) {
            manager = TorchEngine.newManager(key.device());
            try {
                module = JniUtils.loadModule((PtNDManager) manager,
                        new ByteArrayInputStream(ProgramFile.of(key.methods())), false, false);
            } catch (IOException e) {
                manager.close();
                throw new UncheckedIOException(e);
            } catch (RuntimeException | Error e) {
                manager.close();
                throw e;
            }
        }

        private void close() {
            module.close();
            manager.close();
        }
    }

    private final Loaded loaded;
    private boolean closed;

    private Program(Loaded loaded) {
        this.loaded = loaded;
    }

    /** @param methods in TorchScript's source, as {@link Source#method} makes them */
    static Program of(String methods, Device device) {
        synchronized (LATEST) {
            SET_UP.get();
            Loaded loaded = LATEST.computeIfAbsent(new Key(methods, device), Loaded::new);
            loaded.users++;
            return new Program(loaded);
        }
    }

    @Override
    public void close() {
        synchronized (LATEST) {
            if (closed) {
                return;
            }
            closed = true;
            loaded.users--;
            Iterator<Loaded> eldest = LATEST.values().iterator();
            while (LATEST.size() > KEPT && eldest.hasNext()) {
                Loaded other = eldest.next();
                if (other.users == 0) {
                    eldest.remove();
                    other.close();
                }
            }
        }
    }

    /**
     * Runs a method; what it returns is the caller's to close.
     *
     * @param kept its first arguments, which stay open
     * @param arguments the others, which are closed
     */
    IValue run(String method, List<IValue> kept, IValue... arguments) {
        SET_UP.get();
        try {
            IValue[] all = kept.toArray(new IValue[kept.size() + arguments.length]);
            System.arraycopy(arguments, 0, all, kept.size(), arguments.length);
            return LongCalls.of(() -> IValueUtils.runMethod(loaded.module, method, all));
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }
}
