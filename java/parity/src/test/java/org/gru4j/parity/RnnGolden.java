package org.gru4j.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.gru4j.backend.reference.ReferenceStack;
import org.gru4j.check.RecurrentCase;
import org.gru4j.check.RecurrentOutcome;
import org.gru4j.interop.pytorch.PyTorchRnn;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;

/** What PyTorch computed for LSTM cells or tanh units, in our layout; the README beside the files explains theirs. */
record RnnGolden(RecurrentCase input, RecurrentOutcome expected) {
    /** Reads a file; what is missing in it is a failure of the test. */
    static RnnGolden read(Path file) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        RecurrentCell cell =
                RecurrentCell.valueOf(root.required("cell").asText().toUpperCase(Locale.ROOT));
        RnnSpec spec = new RnnSpec(
                cell,
                root.required("I").asInt(),
                root.required("H").asInt(),
                root.required("num_layers").asInt(),
                Direction.valueOf(root.required("direction").asText().toUpperCase(Locale.ROOT)),
                root.required("bias").asBoolean());
        int steps = root.required("T").asInt();
        int batch = root.required("N").asInt();
        int[] lengths = null;
        if (root.has("lengths")) {
            lengths = new int[batch];
            for (int n = 0; n < batch; n++) {
                lengths[n] = root.get("lengths").required(n).asInt();
            }
        }
        List<ReferenceStack.Weights> weights = new ArrayList<>();
        Map<String, double[]> tensors = new LinkedHashMap<>();
        for (int k = 0; k < spec.kernelCount(); k++) {
            String suffix = "_" + PyTorchRnn.suffix(spec, k);
            JsonNode theirs = root.required("weights");
            weights.add(PyTorchRnn.fromPyTorch(
                    spec,
                    data(theirs, "weight_ih" + suffix),
                    data(theirs, "weight_hh" + suffix),
                    spec.bias() ? data(theirs, "bias_ih" + suffix) : null,
                    spec.bias() ? data(theirs, "bias_hh" + suffix) : null));
            JsonNode gradients = root.required("grad_weights");
            double[] none = spec.bias() ? new double[spec.cell().gates() * spec.hiddenSize()] : null;
            ReferenceStack.Weights gradient = PyTorchRnn.fromPyTorch(
                    spec,
                    data(gradients, "weight_ih" + suffix),
                    data(gradients, "weight_hh" + suffix),
                    none,
                    spec.bias() ? data(gradients, "bias_hh" + suffix) : null); // that of a sum is each term's
            tensors.put(RecurrentOutcome.gradientPrefix(spec, k) + ".W", gradient.w());
            tensors.put(RecurrentOutcome.gradientPrefix(spec, k) + ".U", gradient.u());
            if (spec.bias()) {
                tensors.put(RecurrentOutcome.gradientPrefix(spec, k) + ".b", gradient.b());
            }
        }
        RecurrentCase input = new RecurrentCase(
                root.required("name").asText(),
                spec,
                steps,
                batch,
                weights,
                data(root, "x"),
                states(root, spec, batch, "h0", "c0"),
                lengths,
                null,
                data(root, "grad_output"),
                states(root, spec, batch, "grad_h_n", "grad_c_n"),
                1);
        tensors.put("y", data(root, "output"));
        tensors.put("sT", states(root, spec, batch, "h_n", "c_n"));
        tensors.put("dx", data(root, "grad_x"));
        tensors.put("ds0", states(root, spec, batch, "grad_h0", "grad_c0"));
        return new RnnGolden(input, new RecurrentOutcome(tensors));
    }

    private static double[] data(JsonNode parent, String key) {
        JsonNode data = parent.required(key).required("data");
        double[] values = new double[data.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = data.get(k).doubleValue();
        }
        return values;
    }

    /** [L·D·S,N,H] of PyTorch's h [L·D,N,H] and, of LSTMs, c [L·D,N,H]. */
    private static double[] states(JsonNode root, RnnSpec spec, int batch, String h, String c) {
        if (spec.cell() == RecurrentCell.TANH) {
            return data(root, h);
        }
        int size = batch * spec.hiddenSize();
        double[] states = new double[spec.stateCount() * size];
        for (int k = 0; k < spec.kernelCount(); k++) {
            System.arraycopy(data(root, h), k * size, states, 2 * k * size, size);
            System.arraycopy(data(root, c), k * size, states, (2 * k + 1) * size, size);
        }
        return states;
    }

    @Override
    public String toString() {
        return input.name();
    }
}
