package org.gru4j.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.gru4j.backend.Threads;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;
import org.gru4j.measure.peer.Peer;
import org.gru4j.measure.peer.PeerServer;
import org.gru4j.recurrent.ResetGate;

/** Runs {@code torch::gru}, the function that the module torch::nn::GRU calls. Gradients are computed by autograd. */
public final class PyTorchPeer implements Peer {
    private static final String MKL = "MKL: ";

    private PyTorchPeer() {
        torch.set_num_threads(Threads.defaultCount());
        if (!blas().startsWith(MKL)) {
            throw new IllegalStateException(
                    "expected PyTorch with MKL, for a fair comparison, but its BLAS is " + blas());
        }
    }

    public static void main(String[] args) throws IOException {
        PeerServer.serve(PyTorchPeer::new);
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        Package presets = org.bytedeco.pytorch.presets.torch.class.getPackage();
        properties.put("PyTorch", String.valueOf(presets.getImplementationVersion()));
        properties.put("threads", Integer.toString(torch.get_num_threads()));
        properties.put("BLAS", blas());
        properties.put(
                "config",
                torch.show_config()
                        .getString()
                        .lines()
                        .map(String::trim)
                        .filter(line -> line.matches("- (Intel.*MKL|OpenMP|CPU capability).*"))
                        .collect(Collectors.joining(" ")));
        return properties;
    }

    /**
     * Returns the BLAS and OpenMP libraries that are mapped into this process. The name with which PyTorch loads its
     * BLAS is OpenBLAS's even if it is MKL.
     */
    private static String blas() {
        try {
            List<String> libraries = Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.matches(".*/lib(mkl|openblas|iomp|gomp).*"))
                    .map(line -> line.substring(line.lastIndexOf('/') + 1))
                    .distinct()
                    .sorted()
                    .toList();
            return (libraries.stream().anyMatch(name -> name.startsWith("libmkl_rt")) ? MKL : "not MKL: ")
                    + String.join(" ", libraries);
        } catch (IOException e) {
            return "unknown: " + e;
        }
    }

    @Override
    public Peer.Step prepare(GruTask task, TaskData data) {
        if (task.resetGate() != ResetGate.AFTER) {
            throw new UnsupportedOperationException("PyTorch's GRU resets after the product only");
        }
        return new Step(task, data);
    }

    @SuppressWarnings("try") // the guard and the scope have an effect while they are open
    private static final class Step implements Peer.Step {
        private final GruTask task;
        private final PointerScope scope = new PointerScope();
        private final Tensor x;
        private final Tensor h0;
        private final Tensor dy;
        private final Tensor[] parameters;
        private final TensorVector parameterList;
        private PointerScope last;
        private Tensor y;

        Step(GruTask task, TaskData data) {
            this.task = task;
            GruShape s = task.shape();
            int h = s.hidden();
            x = tensor(data.x(), s.steps(), s.batch(), s.inputs());
            dy = tensor(data.dy(), s.steps(), s.batch(), h);
            h0 = tensor(new float[s.batch() * h], 1, s.batch(), h);
            // PyTorch's order is r, z, n; z is gru4j's u and n is its o. PyTorch's recurrent biases of r and z are
            // redundant
            parameters = new Tensor[] {
                tensor(TaskData.transposed(data.w(), h, 1, 0, 2), 3L * h, s.inputs()),
                tensor(TaskData.transposed(data.u(), h, 1, 0, 2), 3L * h, h),
                tensor(TaskData.biasRows(data.b(), h, 1, 0, 2), 3L * h),
                tensor(TaskData.biasRows(data.b(), h, -1, -1, 3), 3L * h)
            };
            parameterList = new TensorVector(parameters);
            if (task.training()) {
                x.set_requires_grad(true);
                for (Tensor parameter : parameters) {
                    parameter.set_requires_grad(true);
                }
            }
        }

        private static Tensor tensor(float[] values, long... dims) {
            return torch.tensor(values).view(dims).clone();
        }

        @Override
        public void run() {
            free();
            last = new PointerScope();
            if (task.training()) {
                clearGradients();
                y = forward();
                y.backward(dy, new BoolOptional(false), false, new TensorArrayRefOptional());
            } else {
                try (NoGradGuard guard = new NoGradGuard()) {
                    y = forward();
                }
            }
        }

        private Tensor forward() {
            T_TensorTensor_T result = torch.gru(x, h0, parameterList, true, 1, 0.0, task.training(), false, false);
            return result.get0();
        }

        /** Drops the gradients, as zero_grad does by default, so that they are created again and not added to zeros. */
        private void clearGradients() {
            x.mutable_grad().reset();
            for (Tensor parameter : parameters) {
                parameter.mutable_grad().reset();
            }
        }

        @Override
        public float[] y() {
            return floats(y);
        }

        @Override
        public float[] dx() {
            return floats(x.grad());
        }

        @Override
        public float[] weightGradients() {
            return Peer.concatenated(floats(parameters[0].grad()), floats(parameters[1].grad()));
        }

        private static float[] floats(Tensor tensor) {
            try (PointerScope local = new PointerScope()) {
                Tensor values = tensor.detach().contiguous();
                float[] data = new float[Math.toIntExact(values.numel())];
                values.data_ptr_float().get(data);
                return data;
            }
        }

        @Override
        public void close() {
            free();
            scope.close();
        }

        /** Frees the tensors of the latest run. */
        private void free() {
            if (last != null) {
                last.close();
            }
        }
    }
}
