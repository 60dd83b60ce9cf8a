package org.whittle.score.onnx;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An ONNX file in onnxruntime, found at run time: these tests compile, and are skipped, where its jar is not. */
final class OnnxRuntime implements AutoCloseable {

    private final Object environment;
    private final AutoCloseable session;
    private final Method tensor;
    private final Method run;

    OnnxRuntime(byte[] model) throws ReflectiveOperationException {
        Class<?> environments = null;
        try {
            environments = Class.forName("ai.onnxruntime.OrtEnvironment");
        } catch (ClassNotFoundException absent) {
            assumeTrue(false, "com.microsoft.onnxruntime:onnxruntime is not on the class path");
        }
        environment = environments.getMethod("getEnvironment").invoke(null);
        session = (AutoCloseable) called(() -> environment.getClass().getMethod("createSession", byte[].class)
                .invoke(environment, (Object) model));
        tensor = Class.forName("ai.onnxruntime.OnnxTensor").getMethod("createTensor", environments, Object.class);
        run = session.getClass().getMethod("run", Map.class);
    }

    /** The outputs by name, as arrays. */
    Map<String, Object> run(Map<String, Object> inputs) throws Exception {
        Map<String, Object> tensors = new HashMap<>();
        for (Map.Entry<String, Object> input : inputs.entrySet()) {
            tensors.put(input.getKey(), called(() -> tensor.invoke(null, environment, input.getValue())));
        }
        Map<String, Object> outputs = new HashMap<>();
        try (AutoCloseable result = (AutoCloseable) called(() -> run.invoke(session, tensors))) {
            for (Object named : (Iterable<?>) result) {
                Map.Entry<?, ?> output = (Map.Entry<?, ?>) named;
                Object value = output.getValue();
                outputs.put((String) output.getKey(), Class.forName("ai.onnxruntime.OnnxValue").getMethod("getValue")
                        .invoke(value instanceof Optional<?> some ? some.orElseThrow() : value));
            }
        }
        return outputs;
    }

    private interface Call {
        Object make() throws ReflectiveOperationException;
    }

    private static Object called(Call call) throws ReflectiveOperationException {
        try {
            return call.make();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public void close() throws Exception {
        session.close();
    }
}
