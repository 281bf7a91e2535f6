package org.gru4j.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Threads;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;
import org.gru4j.measure.peer.Peer;
import org.gru4j.measure.peer.PeerServer;
import org.gru4j.recurrent.ResetGate;

/**
 * Runs the function that DJL's GRU block calls. DJL's gradient collector accepts only scalars, so gradients would be
 * those of a sum. This class calls the layer below it, so that dy is given, as for all other peers.
 */
public final class DjlPeer implements Peer {
    private final Engine engine = Engine.getEngine("PyTorch");

    private DjlPeer() {
        JniUtils.setNumThreads(Threads.defaultCount());
    }

    public static void main(String[] args) throws IOException {
        PeerServer.serve(DjlPeer::new);
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("DJL", Engine.getDjlVersion());
        properties.put("PyTorch", engine.getVersion());
        properties.put("threads", Integer.toString(JniUtils.getNumThreads()));
        return properties;
    }

    @Override
    public Peer.Step prepare(GruTask task, TaskData data) {
        if (task.resetGate() != ResetGate.AFTER) {
            throw new UnsupportedOperationException("DJL's GRU resets after the product only");
        }
        return new Step(task, data);
    }

    private static final class Step implements Peer.Step {
        private final GruTask task;
        private final NDManager manager = NDManager.newBaseManager("PyTorch");
        private final NDArray x;
        private final NDArray h0;
        private final NDArray dy;
        private final NDList parameters;
        private NDList result = new NDList();

        Step(GruTask task, TaskData data) {
            this.task = task;
            GruShape s = task.shape();
            int h = s.hidden();
            x = manager.create(data.x(), new Shape(s.steps(), s.batch(), s.inputs()));
            dy = manager.create(data.dy(), new Shape(s.steps(), s.batch(), h));
            h0 = manager.zeros(new Shape(1, s.batch(), h));
            // PyTorch's order is r, z, n; z is gru4j's u and n is its o. PyTorch's recurrent biases of r and z are
            // redundant
            parameters = new NDList(
                    manager.create(TaskData.transposed(data.w(), h, 1, 0, 2), new Shape(3L * h, s.inputs())),
                    manager.create(TaskData.transposed(data.u(), h, 1, 0, 2), new Shape(3L * h, h)),
                    manager.create(TaskData.biasRows(data.b(), h, 1, 0, 2), new Shape(3L * h)),
                    manager.create(TaskData.biasRows(data.b(), h, -1, -1, 3), new Shape(3L * h)));
            if (task.training()) {
                x.setRequiresGradient(true);
                parameters.forEach(parameter -> parameter.setRequiresGradient(true));
            }
        }

        @Override
        public void run() {
            result.close();
            JniUtils.setGradMode(task.training());
            result = x.getNDArrayInternal().gru(x, h0, parameters, true, 1, 0, task.training(), false, false);
            if (task.training()) {
                List.of(x, parameters.get(0), parameters.get(1), parameters.get(2), parameters.get(3))
                        .forEach(array -> JniUtils.zeroGrad((PtNDArray) array));
                JniUtils.backward((PtNDArray) result.get(0), (PtNDArray) dy, false, false);
            }
        }

        @Override
        public float[] y() {
            try (NDArray values = result.get(0).stopGradient()) {
                return values.toFloatArray();
            }
        }

        @Override
        public float[] dx() {
            return gradient(x);
        }

        @Override
        public float[] weightGradients() {
            return Peer.concatenated(gradient(parameters.get(0)), gradient(parameters.get(1)));
        }

        private static float[] gradient(NDArray array) {
            try (NDArray gradient = array.getGradient()) {
                return gradient.toFloatArray();
            }
        }

        @Override
        public void close() {
            result.close();
            manager.close();
        }
    }
}
