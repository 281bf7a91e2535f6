package org.gru4j.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Threads;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.layer.Gru;
import org.gru4j.layer.LayerSpec;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;
import org.gru4j.measure.peer.Peer;
import org.gru4j.measure.peer.PeerServer;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.GruSpec;

/** Runs a model with one GRU node in ONNX Runtime. Only inference: ONNX Runtime for Java does not train. */
public final class OnnxRuntimePeer implements Peer {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    private OnnxRuntimePeer() {}

    public static void main(String[] args) throws IOException {
        PeerServer.serve(OnnxRuntimePeer::new);
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("ONNX Runtime", environment.getVersion());
        properties.put("threads", Integer.toString(Threads.defaultCount()));
        return properties;
    }

    @Override
    public Peer.Step prepare(GruTask task, TaskData data) {
        if (task.training()) {
            throw new UnsupportedOperationException("ONNX Runtime does inference only");
        }
        try {
            return new Step(task, data);
        } catch (OrtException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private final class Step implements Peer.Step {
        private final OrtSession session;
        private final Map<String, OnnxTensor> inputs;
        private final Map<String, OnnxTensor> outputs;
        private final FloatBuffer y;

        Step(GruTask task, TaskData data) throws OrtException {
            GruShape s = task.shape();
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(Threads.defaultCount());
                options.setInterOpNumThreads(1);
                options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
                session = environment.createSession(model(task, data), options);
            }
            FloatBuffer x = direct(data.x().length).put(data.x()).rewind();
            y = direct(data.dy().length);
            inputs =
                    Map.of("x", OnnxTensor.createTensor(environment, x, new long[] {s.steps(), s.batch(), s.inputs()}));
            outputs =
                    Map.of("y", OnnxTensor.createTensor(environment, y, new long[] {s.steps(), s.batch(), s.hidden()}));
        }

        private static byte[] model(GruTask task, TaskData data) {
            GruSpec spec = GruSpec.builder(task.shape().inputs(), task.shape().hidden())
                    .resetGate(task.resetGate())
                    .build();
            String prefix = Gru.prefix("gru", spec, 0);
            return OnnxModel.toBytes(
                    new ModelWeights(
                            ModelSpec.of(LayerSpec.gru(spec)),
                            Map.of(prefix + ".W", data.w(), prefix + ".U", data.u(), prefix + ".b", data.b())),
                    OnnxOptions.PLAIN);
        }

        private static FloatBuffer direct(int size) {
            return ByteBuffer.allocateDirect(Float.BYTES * size)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer();
        }

        @Override
        public void run() {
            try {
                session.run(inputs, outputs).close();
            } catch (OrtException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }

        @Override
        public float[] y() {
            float[] values = new float[y.capacity()];
            y.duplicate().rewind().get(values);
            return values;
        }

        @Override
        public float[] dx() {
            throw new UnsupportedOperationException("inference");
        }

        @Override
        public float[] weightGradients() {
            throw new UnsupportedOperationException("inference");
        }

        @Override
        public void close() {
            try {
                inputs.values().forEach(OnnxTensor::close);
                outputs.values().forEach(OnnxTensor::close);
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }
}
