package org.gru4j.peers;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.gru4j.backend.Threads;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;
import org.gru4j.measure.peer.Peer;
import org.gru4j.measure.peer.PeerServer;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** Runs the unrolled graph {@link UnrolledGru} in a TensorFlow session. */
public final class TensorFlowPeer implements Peer {
    private TensorFlowPeer() {}

    public static void main(String[] args) throws IOException {
        PeerServer.serve(TensorFlowPeer::new);
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("TensorFlow", TensorFlow.version());
        properties.put("threads", Integer.toString(Threads.defaultCount()));
        return properties;
    }

    @Override
    public Peer.Step prepare(GruTask task, TaskData data) {
        return new Step(task, data);
    }

    private static final class Step implements Peer.Step {
        private final Graph graph = new Graph();
        private final UnrolledGru gru;
        private final Session session;
        private final Map<String, Tensor> feeds = new LinkedHashMap<>();
        private Result result;

        Step(GruTask task, TaskData data) {
            gru = new UnrolledGru(graph, task);
            session = new Session(
                    graph,
                    ConfigProto.newBuilder()
                            .setIntraOpParallelismThreads(Threads.defaultCount())
                            .setInterOpParallelismThreads(Threads.defaultCount())
                            .build());
            int h = task.shape().hidden();
            feeds.put(UnrolledGru.X, tensor(data.x(), gru.shape(UnrolledGru.X)));
            feeds.put(UnrolledGru.W, tensor(data.w(), gru.shape(UnrolledGru.W)));
            feeds.put(UnrolledGru.U, tensor(data.u(), gru.shape(UnrolledGru.U)));
            feeds.put(UnrolledGru.B, tensor(TaskData.biasRows(data.b(), h, 0, 1, 2), gru.shape(UnrolledGru.B)));
            feeds.put(
                    UnrolledGru.BU,
                    tensor(
                            TaskData.biasRows(
                                    data.b(), h, -1, -1, task.resetGate().biasRows() - 1),
                            gru.shape(UnrolledGru.BU)));
            feeds.put(UnrolledGru.DY, tensor(data.dy(), gru.shape(UnrolledGru.DY)));
            feeds.keySet().retainAll(gru.inputs());
        }

        private static TFloat32 tensor(float[] values, Shape shape) {
            return TFloat32.tensorOf(shape, DataBuffers.of(values));
        }

        @Override
        public void run() {
            if (result != null) {
                result.close();
            }
            Session.Runner runner = session.runner();
            feeds.forEach(runner::feed);
            gru.outputs().forEach(runner::fetch);
            result = runner.run();
        }

        @Override
        public float[] y() {
            return floats(0);
        }

        @Override
        public float[] dx() {
            return floats(1);
        }

        @Override
        public float[] weightGradients() {
            return Peer.concatenated(floats(2), floats(3));
        }

        private float[] floats(int index) {
            TFloat32 tensor = (TFloat32) result.get(index);
            float[] values = new float[Math.toIntExact(tensor.size())];
            tensor.asRawTensor().data().asFloats().read(values);
            return values;
        }

        @Override
        public void close() {
            if (result != null) {
                result.close();
            }
            feeds.values().forEach(Tensor::close);
            session.close();
            graph.close();
        }
    }
}
