package org.gru4j.pytorch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.EmbeddingOptions;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.T_TensorT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.gru4j.layer.DenseLayer;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.FinalStatesLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.RnnLayer;
import org.gru4j.model.ModelSpec;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.tensor.Shape;

/** PyTorch's own modules, one after the other, in float64; their parameters are exact in float. */
final class TorchModel implements AutoCloseable {
    private final PointerScope scope = new PointerScope();
    private final List<Module> modules = new ArrayList<>();
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    /** Whether h_n of the last layer is what comes after a recurrent module. */
    private boolean readsStates;

    /** The modules of a description, named as it names its layers, with parameters of PyTorch's own drawing. */
    TorchModel(ModelSpec spec) {
        torch.manual_seed(7);
        for (int k = 0; k < spec.layers().size(); k++) {
            if (spec.layers().get(k) instanceof FinalStatesLayer) {
                readsStates = true;
                continue;
            }
            Module module = module(spec.layers().get(k));
            modules.add(module);
            StringTensorDict named = module.named_parameters();
            StringVector names = named.keys();
            for (long n = 0; n < names.size(); n++) {
                String name = names.get(n).getString();
                parameters.put(spec.layerNames().get(k) + "." + name, named.get(name));
            }
            module.to(ScalarType.Double, false);
        }
    }

    private static Module module(LayerSpec layer) {
        if (layer instanceof GruLayer gru) {
            GruSpec spec = gru.spec();
            GRUOptions options = new GRUOptions(spec.inputSize(), spec.hiddenSize());
            options.num_layers().put(spec.numLayers());
            options.bias().put(spec.bias());
            options.bidirectional().put(spec.direction() == Direction.BIDIRECTIONAL);
            return new GRUImpl(options);
        }
        if (layer instanceof RnnLayer rnn && rnn.spec().cell() == RecurrentCell.LSTM) {
            RnnSpec spec = rnn.spec();
            LSTMOptions options = new LSTMOptions(spec.inputSize(), spec.hiddenSize());
            options.num_layers().put(spec.numLayers());
            options.bias().put(spec.bias());
            options.bidirectional().put(spec.direction() == Direction.BIDIRECTIONAL);
            return new LSTMImpl(options);
        }
        if (layer instanceof RnnLayer rnn) {
            RnnSpec spec = rnn.spec();
            RNNOptions options = new RNNOptions(spec.inputSize(), spec.hiddenSize());
            options.num_layers().put(spec.numLayers());
            options.bias().put(spec.bias());
            options.bidirectional().put(spec.direction() == Direction.BIDIRECTIONAL);
            return new RNNImpl(options);
        }
        if (layer instanceof EmbeddingLayer embedding) {
            return new EmbeddingImpl(new EmbeddingOptions(embedding.vocabularySize(), embedding.size()));
        }
        DenseLayer dense = (DenseLayer) layer;
        return new LinearImpl(new LinearOptions(dense.inputSize(), dense.outputSize()));
    }

    /** load_state_dict with strict=True: each parameter is in the file, in its shape, and nothing else is. */
    void load(Path file) {
        try (SafeTensors tensors = SafeTensors.open(file)) {
            if (!tensors.tensors().keySet().equals(parameters.keySet())) {
                throw new AssertionError("PyTorch has " + parameters.keySet() + " but the file "
                        + tensors.tensors().keySet());
            }
            parameters.forEach((name, parameter) -> {
                Shape shape = shape(parameter);
                if (!shape.equals(tensors.shapes().get(name))) {
                    throw new AssertionError(name + ": PyTorch has " + shape + " but the file "
                            + tensors.shapes().get(name));
                }
                parameter.data().copy_(tensor(tensors.floats(name), shape));
            });
        }
    }

    /** save_file(model.state_dict(), …), without anything about the model but its tensors. */
    void save(Path file) {
        Map<String, ShapedFloats> stateDict = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> {
            double[] values = values(parameter);
            float[] floats = new float[values.length];
            for (int k = 0; k < floats.length; k++) {
                floats[k] = (float) values[k];
            }
            stateDict.put(name, new ShapedFloats(shape(parameter), floats));
        });
        SafeTensors.writeFloats(file, Map.of("format", "pt"), stateDict);
    }

    /** Forward, and backward from sum(output·dy) + sum(h_n·dh) + sum(c_n·dc), by autograd. */
    ModelOutcome run(ModelCase c) {
        Map<String, double[]> tensors = new LinkedHashMap<>();
        if (c.readsIds()) {
            Tensor value =
                    torch.tensor(c.ids()).view(ModelCase.STEPS, ModelCase.BATCH).toType(ScalarType.Long);
            for (Module module : modules) {
                value = module instanceof EmbeddingImpl embedding
                        ? embedding.forward(value)
                        : module instanceof GRUImpl gru
                                ? gru.forward(value).get0()
                                : module instanceof LSTMImpl lstm
                                        ? forward(lstm, value)
                                        : ((LinearImpl) module).forward(value);
            }
            tensors.put("output", values(value));
            weighted(value, c.dy()).backward();
        } else {
            runRecurrent(c, tensors);
        }
        parameters.forEach((name, parameter) -> tensors.put(name, values(parameter.grad())));
        return new ModelOutcome(tensors);
    }

    /** The output; or h_n of the last layer [1,N,D·H], its directions side by side. */
    private Tensor forward(LSTMImpl lstm, Tensor x) {
        T_TensorT_TensorTensor_T_T result = lstm.forward(x);
        if (!readsStates) {
            return result.get0();
        }
        Tensor states = result.get1().get0();
        long layers = lstm.options().num_layers().get();
        long directions = states.size(0) / layers;
        return states.narrow(0, states.size(0) - directions, directions)
                .transpose(0, 1)
                .reshape(1, ModelCase.BATCH, directions * ModelCase.SIZE);
    }

    private void runRecurrent(ModelCase c, Map<String, double[]> tensors) {
        Shape states = Shape.of(c.kernels(), ModelCase.BATCH, ModelCase.SIZE);
        Tensor x = tensor(c.x(), Shape.of(ModelCase.STEPS, ModelCase.BATCH, ModelCase.INPUTS))
                .set_requires_grad(true);
        Tensor h0 = tensor(c.state("h"), states).set_requires_grad(true);
        Tensor c0 = tensor(c.state("c"), states).set_requires_grad(true);
        Tensor output;
        Tensor loss;
        if (modules.get(0) instanceof LSTMImpl lstm) {
            T_TensorT_TensorTensor_T_T result = lstm.forward(x, new T_TensorTensor_T(h0, c0));
            output = result.get0();
            tensors.put("h_n", values(result.get1().get0()));
            tensors.put("c_n", values(result.get1().get1()));
            loss = weighted(output, c.dy())
                    .add(weighted(result.get1().get0(), c.state("dh")))
                    .add(weighted(result.get1().get1(), c.state("dc")));
        } else {
            T_TensorTensor_T result = modules.get(0) instanceof GRUImpl gru
                    ? gru.forward(x, h0)
                    : ((RNNImpl) modules.get(0)).forward(x, h0);
            output = result.get0();
            tensors.put("h_n", values(result.get1()));
            loss = weighted(output, c.dy()).add(weighted(result.get1(), c.state("dh")));
        }
        tensors.put("output", values(output));
        loss.backward();
        tensors.put("grad_x", values(x.grad()));
        tensors.put("grad_h0", values(h0.grad()));
        if (c.isLstm()) {
            tensors.put("grad_c0", values(c0.grad()));
        }
    }

    private static Tensor weighted(Tensor tensor, float[] weights) {
        return tensor.mul(tensor(weights, shape(tensor))).sum();
    }

    private static Tensor tensor(float[] values, Shape shape) {
        long[] dims = new long[shape.rank()];
        for (int k = 0; k < dims.length; k++) {
            dims[k] = shape.dim(k);
        }
        return torch.tensor(values).view(dims).toType(ScalarType.Double);
    }

    private static Shape shape(Tensor tensor) {
        int[] dims = new int[(int) tensor.dim()];
        for (int k = 0; k < dims.length; k++) {
            dims[k] = (int) tensor.size(k);
        }
        return Shape.of(dims);
    }

    private static double[] values(Tensor tensor) {
        Tensor contiguous = tensor.detach().contiguous();
        double[] values = new double[(int) contiguous.numel()];
        contiguous.data_ptr_double().get(values);
        return values;
    }

    @Override
    public void close() {
        scope.close();
    }
}
