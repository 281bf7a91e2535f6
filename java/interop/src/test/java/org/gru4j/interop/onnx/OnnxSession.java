package org.gru4j.interop.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a model in ONNX Runtime on one thread. */
final class OnnxSession implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    private final OrtSession session;

    OnnxSession(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            session = environment.createSession(model, options);
        }
    }

    OnnxSession set(String name, float[] values, long... dims) throws OrtException {
        put(name, OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), dims));
        return this;
    }

    OnnxSession set(String name, long[] values, long... dims) throws OrtException {
        put(name, OnnxTensor.createTensor(environment, LongBuffer.wrap(values), dims));
        return this;
    }

    OnnxSession set(String name, int[] values, long... dims) throws OrtException {
        put(name, OnnxTensor.createTensor(environment, IntBuffer.wrap(values), dims));
        return this;
    }

    private void put(String name, OnnxTensor tensor) {
        OnnxTensor old = inputs.put(name, tensor);
        if (old != null) {
            old.close();
        }
    }

    /** Returns the outputs by name, row-major. */
    Map<String, float[]> run() throws OrtException {
        try (OrtSession.Result result = session.run(inputs)) {
            Map<String, float[]> outputs = new LinkedHashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                FloatBuffer buffer = ((OnnxTensor) output.getValue()).getFloatBuffer();
                float[] values = new float[buffer.remaining()];
                buffer.get(values);
                outputs.put(output.getKey(), values);
            }
            return outputs;
        }
    }

    @Override
    public void close() throws OrtException {
        inputs.values().forEach(OnnxTensor::close);
        session.close();
    }
}
