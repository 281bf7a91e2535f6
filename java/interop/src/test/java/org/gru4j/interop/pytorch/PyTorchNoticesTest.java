package org.gru4j.interop.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.ImportedModel;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a state dict does not contain is an error if something must be there; otherwise nothing is assumed to be there,
 * and a notice says so.
 */
class PyTorchNoticesTest {
    private static final ModelSpec SPEC =
            ModelSpec.of(LayerSpec.rnn(RnnSpec.lstm(4, 6)), LayerSpec.dense(6, 5), LayerSpec.dense(5, 2));
    private static final ModelWeights WEIGHTS = PyTorchModelTest.weights(SPEC);

    @TempDir
    private Path directory;

    /** Returns the state dict of a model whose layers with parameters have these names. */
    private static Map<String, ShapedFloats> dict(ModelSpec spec, String... names) {
        Map<String, ShapedFloats> dict = new LinkedHashMap<>();
        PyTorchModel.toStateDict(PyTorchModelTest.weights(spec)).forEach((tensor, values) -> {
            int dot = tensor.indexOf('.');
            dict.put(names[spec.layerNames().indexOf(tensor.substring(0, dot))] + tensor.substring(dot), values);
        });
        return dict;
    }

    private static String refusal(Map<String, ShapedFloats> dict, String... modules) {
        return assertThrows(IllegalArgumentException.class, () -> PyTorchModel.fromStateDict(dict, List.of(modules)))
                .getMessage();
    }

    @Test
    void aGapInTheNumbersOfASequentialIsRefused() {
        Map<String, ShapedFloats> dict = dict(SPEC, "lstm", "head.0", "head.3");
        String message = "module 'head.3' (nn.Linear 5→2): its number shows that 'head.1' to 'head.2' come before"
                + " it, without tensors. This is nearly always an activation (nn.ReLU, …), or else dropout; a state"
                + " dict does not contain which. If nothing but dropout is there, name the modules in their"
                + " order, with ':identity' between them: lstm,head.0,:identity,head.3. Otherwise"
                + " export the model to ONNX (torch.onnx.export), whose graph contains all"
                + " computations";
        assertEquals(message, refusal(dict));
        assertEquals(message, refusal(dict, "lstm", "head.0", "head.3"), "an order says nothing of what is between");
    }

    @Test
    void oneLinearAfterAnotherIsRefused() {
        Map<String, ShapedFloats> dict = dict(SPEC, "lstm", "fc1", "fc2");
        String message = "modules 'fc1' (nn.Linear 6→5) and 'fc2' (nn.Linear 5→2): between two linear layers there"
                + " is nearly always an activation (nn.ReLU, …), which a state dict does not contain. If nothing"
                + " but dropout is there, name the modules in their order, with ':identity' between them:"
                + " lstm,fc1,:identity,fc2. Otherwise export the model to ONNX (torch.onnx.export),"
                + " whose graph contains all computations";
        assertEquals(message, refusal(dict));
        assertEquals(message, refusal(dict, "lstm", "fc1", "fc2"));
        assertEquals(message, refusal(dict, "lstm", ":identity", "fc1", "fc2"), "of another place");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fc1 | fc2 | lstm,fc1,:identity,fc2",
                "head.0 | head.1 | lstm,head.0,:identity,head.1",
                "head.0 | head.3 | lstm,head.0,:identity,head.3",
                "head.0 | head.3 | lstm,head.0,head.1:identity,head.2:identity,head.3"
            })
    void whoKnowsThatNothingIsThereSaysSo(String first, String second, String modules) {
        ImportedModel read = PyTorchModel.fromStateDict(dict(SPEC, "lstm", first, second), List.of(modules.split(",")));
        PyTorchModelTest.assertSame(WEIGHTS, read.weights());
        assertEquals(
                PyTorchImportTest.assumed("'lstm' → '" + first + "' → '" + second + "'"),
                read.notices().get(0));
    }

    @Test
    void aModuleWithTensorsIsNoIdentity() {
        String message = refusal(dict(SPEC, "lstm", "fc1", "fc2"), "lstm", "fc1:identity", "fc2");
        assertTrue(
                message.startsWith("module 'fc1': expected a module without tensors before ':identity'; the tensors"
                        + " are [lstm.weight_ih_l0, "),
                message);
    }

    /** A gap is found anywhere in a name: at the beginning, at the top level, and for blocks of several modules. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gru | classifier.1 | module 'classifier.1' (nn.Linear 3→2): its number shows that 'classifier.0'"
                        + " comes before it",
                "0 | 2 | module '2' (nn.Linear 3→2): its number shows that '1' comes before it",
                "net.0.rnn | net.2.fc | module 'net.2.fc' (nn.Linear 3→2): its number shows that 'net.1' comes"
                        + " before it",
                "a.1.gru | b.0.fc | module 'a.1.gru' (nn.GRU 4→3): its number shows that 'a.0' comes before it",
                "blocks.0.gru | blocks.0.ff.4 | module 'blocks.0.ff.4' (nn.Linear 3→2): its number shows that"
                        + " 'blocks.0.ff.0' to 'blocks.0.ff.3' come before it"
            })
    void aGapAnywhere(String gru, String linear, String message) {
        ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(4, 3)), LayerSpec.dense(3, 2));
        String refusal = refusal(dict(spec, gru, linear));
        assertTrue(refusal.startsWith(message), refusal);
    }

    @ParameterizedTest
    @CsvSource({"gru, fc", "0, 1", "layers.0.gru, layers.0.fc", "gru1, fc10", "a.0, b.0", "x.00, x.02"})
    void numbersWithoutAGap(String gru, String linear) {
        ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(4, 3)), LayerSpec.dense(3, 2));
        PyTorchModelTest.assertSame(
                PyTorchModelTest.weights(spec),
                PyTorchModel.fromStateDict(dict(spec, gru, linear), List.of()).weights());
    }

    @Test
    void aNameOfManyLevelsIsRefused() {
        ModelSpec spec = ModelSpec.of(LayerSpec.dense(3, 2));
        String message = refusal(dict(spec, "0.".repeat(64) + "0"));
        assertTrue(message.endsWith("expected at most 64 levels of names"), message);
    }

    /** Other tensors in state dicts, and the modules that they belong to. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cell.weight_ih | belongs to nn.GRUCell, nn.LSTMCell or nn.RNNCell",
                "cell.bias_hh | belongs to nn.GRUCell, nn.LSTMCell or nn.RNNCell",
                "norm.running_var | belongs to nn.BatchNorm1d or another normalisation",
                "attention.in_proj_weight | belongs to nn.MultiheadAttention",
                "fc.weight_g | belongs to a parametrisation, such as weight_norm",
                "fc.parametrizations.weight.original0 | belongs to a parametrisation, such as weight_norm",
                "h0 | is not a parameter of nn.GRU, nn.LSTM, nn.RNN, nn.Embedding or nn.Linear"
            })
    void whatIsNotReadIsNamed(String tensor, String what) {
        Map<String, ShapedFloats> dict = dict(SPEC, "lstm", "fc1", "fc2");
        dict.put(tensor, new ShapedFloats(Shape.of(2, 2), new float[4]));
        String message = refusal(dict);
        assertTrue(message.startsWith("tensor '" + tensor + "': " + what), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"weight", "bias"})
    void aVectorOfWeightsIsOfANormalisation(String parameter) {
        ModelSpec spec = ModelSpec.of(LayerSpec.gru(GruSpec.of(4, 3)));
        Map<String, ShapedFloats> dict = dict(spec, "gru");
        dict.put("norm.weight", new ShapedFloats(Shape.of(3), new float[3]));
        dict.put("norm." + parameter, new ShapedFloats(Shape.of(3), new float[3]));
        String message = refusal(dict);
        assertTrue(
                message.startsWith("tensor 'norm.weight' [3]: expected a matrix but got one number per feature"),
                message);
    }

    /** Other files of PyTorch models: their first bytes in hexadecimal, and their description in the error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "504b030400000808 | an archive of torch.save or torch.jit.save",
                "80028a0a6cfc9c46 | a pickle, as torch.save wrote it before PyTorch 1.6",
                "7b226d6574616461 | JSON, such as the index of a model in several files"
            })
    void aFileThatIsNotReadIsNamed(String start, String what) throws IOException {
        Path file = Files.write(directory.resolve("model.pth"), HexFormat.of().parseHex(start + "00".repeat(20)));
        assertEquals(
                file + ": expected a safetensors file but it is " + what + "; in Python, save the whole state dict:"
                        + " safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")",
                assertThrows(UncheckedIOException.class, () -> PyTorchModel.read(file))
                        .getMessage());
    }
}
