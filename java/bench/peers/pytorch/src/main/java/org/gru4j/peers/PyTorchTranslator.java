package org.gru4j.peers;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;
import org.gru4j.measure.peer.Peer;
import org.gru4j.measure.peer.PeerServer;

/**
 * The {@link Translator} in PyTorch: {@code torch::gru}, {@code bmm}, {@code softmax}, {@code linear} and
 * {@code cross_entropy_loss}, autograd, and {@code torch::optim::Adam}.
 */
public final class PyTorchTranslator implements Peer {
    private final PyTorchPeer settings = new PyTorchPeer();

    public static void main(String[] args) throws IOException {
        PeerServer.serve(PyTorchTranslator::new);
    }

    @Override
    public Map<String, String> properties() {
        return settings.properties();
    }

    @Override
    public Peer.Step prepare(GruTask task, TaskData data) {
        return new Step(new Translator(task.shape()));
    }

    @SuppressWarnings("try") // a scope acts by being open
    private static final class Step implements Peer.Step {
        private final PointerScope scope = new PointerScope();
        private final GruShape shape;
        private final Map<String, Tensor> parameters = new LinkedHashMap<>();
        private final TensorVector encoderParameters;
        private final TensorVector decoderParameters;
        private final Adam optimizer;
        private final Tensor source;
        private final Tensor target;
        private final Tensor next;
        private final Tensor zeros;
        private final Scalar scale;
        private float[] y = new float[0];

        Step(Translator translator) {
            shape = translator.shape();
            int h = shape.hidden();
            Map<String, float[]> values = translator.parameters();
            encoderParameters = gru("gru", values);
            decoderParameters = gru("gru2", values);
            put("embedding.W", values.get("embedding.W"), Translator.TOKENS, shape.inputs());
            put("embedding2.W", values.get("embedding2.W"), Translator.TOKENS, shape.inputs());
            put("dense.W", transposed(values.get("dense.W"), 2 * h), Translator.TOKENS, 2L * h);
            put("dense.b", values.get("dense.b"), Translator.TOKENS);
            optimizer = new Adam(
                    new TensorVector(parameters.values().toArray(new Tensor[0])), new AdamOptions(Translator.RATE));
            source = tokens(translator.tokens("source"));
            target = tokens(translator.tokens("target"));
            next = tokens(translator.tokens("next")).view(-1);
            zeros = torch.zeros(1, shape.batch(), h);
            scale = new Scalar(1 / Math.sqrt(h));
        }

        private Tensor put(String name, float[] values, long... dims) {
            Tensor parameter = torch.tensor(values).view(dims).clone().set_requires_grad(true);
            parameters.put(name, parameter);
            return parameter;
        }

        /** PyTorch's order of gates is r, z, n; all of a bias that is the sum of two is in the first. */
        private TensorVector gru(String name, Map<String, float[]> values) {
            int h = shape.hidden();
            String prefix = name + ".l0.forward.";
            float[] b = values.get(prefix + "b");
            return new TensorVector(
                    put(
                            name + ".ih",
                            TaskData.transposed(values.get(prefix + "W"), h, 1, 0, 2),
                            3L * h,
                            shape.inputs()),
                    put(name + ".hh", TaskData.transposed(values.get(prefix + "U"), h, 1, 0, 2), 3L * h, h),
                    put(name + ".bih", TaskData.biasRows(b, h, 1, 0, 2), 3L * h),
                    put(name + ".bhh", TaskData.biasRows(b, h, -1, -1, 3), 3L * h));
        }

        private static float[] transposed(float[] values, int rows) {
            int columns = values.length / rows;
            float[] transposed = new float[values.length];
            for (int k = 0; k < values.length; k++) {
                transposed[k % columns * rows + k / columns] = values[k];
            }
            return transposed;
        }

        private Tensor tokens(int[] tokens) {
            return torch.tensor(tokens).view(shape.steps(), shape.batch()).toType(ScalarType.Long);
        }

        @Override
        public void run() {
            run(false);
        }

        private void run(boolean keep) {
            try (PointerScope step = new PointerScope()) {
                clearGradients();
                T_TensorTensor_T encoder =
                        gru(torch.embedding(parameters.get("embedding.W"), source), zeros, encoderParameters);
                Tensor decoder = gru(
                                torch.embedding(parameters.get("embedding2.W"), target),
                                encoder.get1(),
                                decoderParameters)
                        .get0();
                Tensor context = attention(
                                decoder.transpose(0, 1), encoder.get0().transpose(0, 1))
                        .transpose(0, 1);
                Tensor both = torch.cat(new TensorVector(decoder, context), 2);
                Tensor logits =
                        torch.linear(both, parameters.get("dense.W"), new TensorOptional(parameters.get("dense.b")));
                torch.cross_entropy_loss(logits.view(-1, Translator.TOKENS), next)
                        .backward();
                if (keep) {
                    y = floats(logits);
                } else if (Translator.updates()) {
                    optimizer.step();
                }
            }
        }

        /** As products of matrices, with which a step takes as long as with scaled_dot_product_attention. */
        private Tensor attention(Tensor queries, Tensor memory) {
            Tensor scores = torch.bmm(queries, memory.transpose(1, 2)).mul(scale);
            return torch.bmm(torch.softmax(scores, 2), memory);
        }

        private static T_TensorTensor_T gru(Tensor x, Tensor state, TensorVector own) {
            return torch.gru(x, state, own, true, 1, 0.0, true, false, false);
        }

        /** As zero_grad does by default. */
        private void clearGradients() {
            for (Tensor parameter : parameters.values()) {
                parameter.mutable_grad().reset();
            }
        }

        /** Of one more step, which updates nothing. */
        @Override
        public float[] y() {
            run(true);
            return y;
        }

        @Override
        public float[] dx() {
            return floats(parameters.get("embedding.W").grad());
        }

        /** Each once: the bias that is the sum of two has the gradient of either. */
        @Override
        public float[] weightGradients() {
            Map<String, float[]> gradients = new LinkedHashMap<>();
            int h = shape.hidden();
            parameters.forEach((name, parameter) -> {
                float[] gradient = floats(parameter.grad());
                gradients.put(name, name.endsWith(".bhh") ? Arrays.copyOfRange(gradient, 2 * h, 3 * h) : gradient);
            });
            return Translator.concatenated(gradients);
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
            scope.close();
        }
    }
}
