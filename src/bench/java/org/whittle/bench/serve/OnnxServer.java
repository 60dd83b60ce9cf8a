package org.whittle.bench.serve;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An ONNX file of numbers' columns in onnxruntime, on one thread. */
final class OnnxServer implements AutoCloseable {

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final List<String> columns;

    OnnxServer(byte[] file, List<String> columns) throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        this.session = environment.createSession(file, options);
        this.columns = columns;
    }

    /** The probabilities of rows that are maps from columns to numbers. */
    double[][] score(List<Map<String, Object>> rows) throws OrtException {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (String column : columns) {
            DoubleBuffer cells = ByteBuffer.allocateDirect(rows.size() * Double.BYTES).order(ByteOrder.nativeOrder())
                    .asDoubleBuffer();
            for (int i = 0; i < rows.size(); i++) {
                cells.put(i, ((Number) rows.get(i).get(column)).doubleValue());
            }
            inputs.put(column, OnnxTensor.createTensor(environment, cells, new long[] {rows.size(), 1}));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            float[][] narrow = (float[][]) result.get("probabilities").orElseThrow().getValue();
            double[][] probabilities = new double[narrow.length][];
            for (int i = 0; i < narrow.length; i++) {
                probabilities[i] = new double[narrow[i].length];
                for (int k = 0; k < narrow[i].length; k++) {
                    probabilities[i][k] = narrow[i][k];
                }
            }
            return probabilities;
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
