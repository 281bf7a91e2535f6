package org.gru4j.interop.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.interop.ImportedModel;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RnnSpec;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.gru4j.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** State dicts of other programs: their modules follow from names and sizes, or reading fails. */
class PyTorchImportTest {
    @TempDir
    private Path directory;

    private final Map<String, ShapedFloats> dict = new TreeMap<>();

    private PyTorchImportTest tensor(String name, int... dims) {
        Shape shape = Shape.of(dims);
        float[] values = new float[shape.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = k;
        }
        dict.put(name, new ShapedFloats(shape, values));
        return this;
    }

    /** An nn.GRU, nn.LSTM or nn.RNN of one layer. */
    private PyTorchImportTest recurrent(String name, int gates, int inputs, int size) {
        return tensor(name + "weight_ih_l0", gates * size, inputs)
                .tensor(name + "weight_hh_l0", gates * size, size)
                .tensor(name + "bias_ih_l0", gates * size)
                .tensor(name + "bias_hh_l0", gates * size);
    }

    private PyTorchImportTest linear(String name, int inputs, int outputs) {
        return tensor(name + ".weight", outputs, inputs).tensor(name + ".bias", outputs);
    }

    private ImportedModel read(String... modules) {
        return PyTorchModel.fromStateDict(dict, List.of(modules));
    }

    private ModelSpec spec(String... modules) {
        return read(modules).weights().spec();
    }

    private void assertRefused(String message, String... modules) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, () -> read(modules))
                        .getMessage());
    }

    /** The notice for every state dict without a description. */
    static String assumed(String order) {
        return "a state dict does not contain what the model computes with its tensors; assumed: " + order + ","
                + " every step is emitted, and nothing else is computed: no activation, no normalisation, no"
                + " residual connection, no mean over the steps, no selection of the last step";
    }

    private static final String A_GRU =
            "module 'gru': assumed to be nn.GRU: gates r, z, n, and the reset gate after the product";

    /** The names are sorted, as in safetensors files, so they do not show the order. */
    @Test
    void theOrderIsThatOfTheSizes() {
        recurrent("z.encoder.", 4, 5, 6)
                .recurrent("decoder.rnn.", 3, 6, 7)
                .recurrent("y.", 1, 7, 8)
                .linear("a.fc", 8, 9)
                .tensor("m.emb.weight", 11, 5);
        assertEquals(
                ModelSpec.of(
                        LayerSpec.embedding(11, 5),
                        LayerSpec.rnn(RnnSpec.lstm(5, 6)),
                        LayerSpec.gru(GruSpec.of(6, 7)),
                        LayerSpec.rnn(RnnSpec.tanh(7, 8)),
                        LayerSpec.dense(8, 9)),
                spec());
        assertEquals(
                List.of(
                        assumed("'m.emb' → 'z.encoder' → 'decoder.rnn' → 'y' → 'a.fc'"),
                        "module 'z.encoder': assumed to be nn.LSTM: gates i, f, g, o",
                        "module 'decoder.rnn': assumed to be nn.GRU: gates r, z, n, and the reset gate after the product",
                        "module 'y': assumed to be nn.RNN with tanh: one with nonlinearity='relu' looks the same",
                        "module 'm.emb': a matrix without a bias in the first module is read as nn.Embedding;"
                                + " nn.EmbeddingBag, which emits a sum or a mean, looks the same"),
                read().notices());
    }

    @Test
    void aStateDictOfOneModuleHasNoPrefixes() {
        recurrent("", 3, 4, 2);
        assertEquals(ModelSpec.of(LayerSpec.gru(GruSpec.of(4, 2))), spec());
    }

    @Test
    void layersAndDirectionsAreCounted() {
        for (String suffix : List.of("l0", "l0_reverse", "l1", "l1_reverse")) {
            tensor("gru.weight_ih_" + suffix, 6, suffix.startsWith("l0") ? 3 : 4)
                    .tensor("gru.weight_hh_" + suffix, 6, 2);
        }
        assertEquals(
                ModelSpec.of(LayerSpec.gru(GruSpec.builder(3, 2)
                        .numLayers(2)
                        .direction(Direction.BIDIRECTIONAL)
                        .bias(false)
                        .build())),
                spec());
    }

    @Test
    void aLinearWithoutABiasGetsOneOfZerosAndThatIsSaid() {
        recurrent("gru.", 3, 4, 2).tensor("fc.weight", 5, 2);
        ImportedModel read = read();
        assertEquals(
                ModelSpec.of(LayerSpec.gru(GruSpec.of(4, 2)), LayerSpec.dense(2, 5)),
                read.weights().spec());
        assertArrayEquals(new float[5], read.weights().values("dense.b"));
        assertArrayEquals(
                new float[] {0, 2, 4, 6, 8, 1, 3, 5, 7, 9}, read.weights().values("dense.W"));
        assertEquals(
                List.of(
                        assumed("'gru' → 'fc'"),
                        A_GRU,
                        "module 'fc': nn.Linear without a bias is read with a bias of zeros"),
                read.notices());
    }

    @Test
    void twoModulesOfTheSameSizesNeedAnOrder() {
        recurrent("first.", 3, 4, 4).recurrent("second.", 3, 4, 4);
        assertRefused("modules: the order is ambiguous, because their sizes fit in more than one: ['first' (nn.GRU"
                + " 4→4), 'second' (nn.GRU 4→4)]; name them in the order in which they run");
        dict.get("second.bias_ih_l0").values()[8] = 17; // b_in of the first unit
        assertEquals(17, read("second", "first").weights().values("gru.l0.forward.b")[8]);
        assertEquals(17, read("first", "second").weights().values("gru2.l0.forward.b")[8]);
    }

    /**
     * An nn.Embedding and an nn.Linear without a bias look the same; the module that is named first is the embedding.
     */
    @Test
    void anEmbeddingIsToldFromALinearByTheOrder() {
        recurrent("gru.", 3, 4, 4).tensor("in.weight", 5, 4).tensor("out.weight", 5, 4);
        assertRefused("modules: the order is ambiguous, because their sizes fit in more than one: ['gru' (nn.GRU"
                + " 4→4), 'in' (nn.Embedding 5→4 if first, else nn.Linear 4→5), 'out' (nn.Embedding 5→4 if first,"
                + " else nn.Linear 4→5)]; name them in the order in which they run");
        assertEquals(
                ModelSpec.of(LayerSpec.embedding(5, 4), LayerSpec.gru(GruSpec.of(4, 4)), LayerSpec.dense(4, 5)),
                spec("in", "gru", "out"));
    }

    @Test
    void theUserMayKnowBetter() {
        tensor("projection.weight", 4, 4).recurrent("gru.", 3, 4, 2);
        assertEquals(
                ModelSpec.of(LayerSpec.dense(4, 4), LayerSpec.gru(GruSpec.of(4, 2))), spec("projection:linear", "gru"));
        assertEquals(
                ModelSpec.of(LayerSpec.embedding(4, 4), LayerSpec.gru(GruSpec.of(4, 2))),
                spec("projection:embedding", "gru"));
        assertRefused(
                "module 'gru': only a matrix without a bias can be read as linear, but it is nn.GRU 4→2", "gru:linear");
        assertRefused("module 'projection': expected ':embedding' or ':linear' but got ':conv'", "projection:conv");
        assertRefused("modules: expected one of [gru, projection] but got 'grus'", "grus");
    }

    @Test
    void whatIsNotNamedIsLeftOutAndThatIsSaid() {
        recurrent("gru.", 3, 4, 2).tensor("norm.running_mean", 2).linear("head", 9, 9);
        assertRefused("tensor 'norm.running_mean': belongs to nn.BatchNorm1d or another normalisation, which gru4j"
                + " does not read; to leave modules out, name the modules to read, in their order");
        assertEquals(
                List.of(
                        assumed("'gru'"),
                        A_GRU,
                        "tensor 'head.bias' is left out, because its module is not named",
                        "tensor 'head.weight' is left out, because its module is not named",
                        "tensor 'norm.running_mean' is left out, because its module is not named"),
                read("gru").notices());
    }

    @Test
    void modulesThatDoNotChainAreListed() {
        recurrent("gru.", 3, 4, 2).linear("fc", 3, 5);
        assertRefused("modules: in no order does each read as many features as the previous one emits: ['fc'"
                + " (nn.Linear 3→5), 'gru' (nn.GRU 4→2)]; if some belong to another model, name the modules to"
                + " read, in their order");
        assertRefused(
                "modules ['gru' (nn.GRU 4→2), 'fc' (nn.Linear 3→5)]: layer 1 (dense) reads 3 features, but layer"
                        + " 0 (gru) emits 2",
                "gru",
                "fc");
    }

    /** There are 20! orders, and all of them fit up to the last step. */
    @Test
    void manyModulesThatCannotBeOrderedAreSoonGivenUp() {
        for (int k = 0; k < 20; k++) {
            linear("fc" + k, 4, 4);
        }
        linear("other", 5, 6);
        String message =
                assertThrows(IllegalArgumentException.class, this::read).getMessage();
        assertTrue(
                message.startsWith("modules: the order is unknown, because there are too many to try: ['fc0'"
                        + " (nn.Linear 4→4), "),
                message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gru.weight_hh_l0||tensor 'gru.weight_hh_l0' is missing; module 'gru' has only [bias_hh_l0,"
                        + " bias_ih_l0, weight_ih_l0]",
                "gru.bias_hh_l0||tensor 'gru.bias_hh_l0' [6] is missing; the tensors are [gru.bias_ih_l0,"
                        + " gru.weight_hh_l0, gru.weight_ih_l0]",
                "gru.weight_hh_l0|6,2,1|tensor 'gru.weight_hh_l0': expected two dimensions but got [6, 2, 1]",
                "gru.weight_hh_l0|10,2|tensor 'gru.weight_hh_l0': expected 1, 3 or 4 times as many rows as columns (nn.RNN,"
                        + " nn.GRU, nn.LSTM) but got [10, 2]",
                "gru.weight_ih_l0|7,4|tensor 'gru.weight_ih_l0': expected [6, 4] but got [7, 4]",
                "gru.bias_ih_l0|7|tensor 'gru.bias_ih_l0': expected [6] but got [7]",
                "gru.weight_ih_l2|6,4|tensor 'gru.weight_ih_l1' [6, 2] is missing; the tensors are [gru.bias_hh_l0,"
                        + " gru.bias_ih_l0, gru.weight_hh_l0, gru.weight_ih_l0, gru.weight_ih_l2]",
                "gru.weight_ih_l9999|6,4|module 'gru': the description has 10000 layers but the file has only 5"
                        + " tensors",
                "gru.weight_ih_l0_reverse|6,4|tensor 'gru.weight_hh_l0_reverse' [6, 2] is missing; the tensors are"
                        + " [gru.bias_hh_l0, gru.bias_ih_l0, gru.weight_hh_l0, gru.weight_ih_l0,"
                        + " gru.weight_ih_l0_reverse]",
                "gru.weight_hr_l0|3,2|tensor 'gru.weight_hr_l0': projections (proj_size) are not supported; to"
                        + " leave modules out, name the modules to read, in their order",
                "gru.weight_ih_l00|6,4|tensor 'gru.weight_ih_l00': is not a parameter of nn.GRU, nn.LSTM, nn.RNN,"
                        + " nn.Embedding or nn.Linear; to leave modules out, name the modules to read, in their order",
                "gru.weight|6,4|tensor 'gru.weight': is not a parameter of nn.GRU, nn.LSTM, nn.RNN, nn.Embedding or"
                        + " nn.Linear; to leave modules out, name the modules to read, in their order",
                "norm.weight|2|tensor 'norm.weight' [2]: expected a matrix but got one number per feature, as"
                        + " nn.LayerNorm, nn.BatchNorm1d and nn.PReLU have; gru4j does not read these modules; to"
                        + " leave modules out, name the modules to read, in their order",
                "fc.bias|2|tensor 'fc.weight' is missing; module 'fc' has only [bias]"
            })
    void aTensorThatMakesNoSenseIsNamed(String name, String dims, String message) {
        recurrent("gru.", 3, 4, 2);
        if (dims == null) {
            dict.remove(name);
        } else {
            tensor(
                    name,
                    List.of(dims.split(",")).stream()
                            .mapToInt(Integer::parseInt)
                            .toArray());
        }
        assertRefused(message);
    }

    @Test
    void nothingAtAllIsNoModel() {
        assertRefused("expected modules but there are no tensors");
    }

    private Path write(Map<String, String> metadata) {
        Path file = directory.resolve("model.safetensors");
        SafeTensors.writeFloats(file, metadata, dict);
        return file;
    }

    private static void assertRefused(Path file, String message) {
        assertEquals(
                file + ": " + message,
                assertThrows(UncheckedIOException.class, () -> PyTorchModel.read(file))
                        .getMessage());
    }

    @Test
    void aFileIsNamedInEveryError() {
        recurrent("gru.", 3, 4, 2).tensor("scale", 1);
        assertRefused(
                write(Map.of()),
                "tensor 'scale': is not a parameter of nn.GRU, nn.LSTM, nn.RNN, nn.Embedding or nn.Linear; to leave"
                        + " modules out, name the modules to read, in their order");
        assertRefused(directory.resolve("none"), "no such file");
    }

    @Test
    void aDescriptionThatDoesNotFitTheTensorsIsRefused() {
        recurrent("gru.", 3, 4, 2);
        ModelSpec other = ModelSpec.of(LayerSpec.gru(GruSpec.of(4, 3)));
        assertRefused(
                write(Map.of("gru4j.model", other.toJson())),
                "tensor 'gru.weight_ih_l0': expected [9, 4] but" + " got [6, 4]");
        ModelSpec deep = ModelSpec.of(
                LayerSpec.gru(GruSpec.builder(4, 2).numLayers(2_000_000_000).build()));
        assertRefused(
                write(Map.of("gru4j.model", deep.toJson())),
                "module 'gru': the description has 2000000000 layers but the file has only 4 tensors");
        ModelSpec wide = ModelSpec.of(LayerSpec.gru(GruSpec.of(4, 2_000_000_000)));
        assertRefused(
                write(Map.of("gru4j.model", wide.toJson())),
                "hiddenSize: expected at most 178956970 for nn.GRU but got 2000000000");
        Path damaged = write(Map.of("gru4j.model", "{"));
        String message = assertThrows(UncheckedIOException.class, () -> PyTorchModel.read(damaged))
                .getMessage();
        assertTrue(message.startsWith(damaged + ": metadata 'gru4j.model': it ends too early"), message);
        assertEquals(
                GruSpec.of(4, 2),
                ((GruLayer) PyTorchModel.read(damaged, List.of("gru"))
                                .weights()
                                .spec()
                                .layers()
                                .get(0))
                        .spec());
    }

    @Test
    void aCheckpointIsNoStateDict() {
        Path file = directory.resolve("model.safetensors");
        Checkpoint.save(file, PyTorchModelTest.weights(ModelSpec.of(LayerSpec.dense(2, 3))), Map.of());
        assertRefused(file, "expected a state dict of PyTorch but it is a checkpoint of gru4j");
    }

    /** A state dict after {@code model.half()}, and with a module that has a counter. */
    @Test
    void halvesAreReadAndCountersAreNamed() throws IOException {
        String header = "{\"fc.weight\":{\"dtype\":\"F16\",\"shape\":[1,2],\"data_offsets\":[0,4]},"
                + "\"fc.bias\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[4,6]},"
                + "\"norm.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[6,14]}}";
        Path file = directory.resolve("half.safetensors");
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(8 + text.length + 14)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .putShort((short) 0x3c00)
                        .putShort((short) 0xc000)
                        .putShort((short) 0x4040)
                        .putLong(3)
                        .array());
        assertRefused(
                file,
                "tensor 'norm.num_batches_tracked': belongs to nn.BatchNorm1d or another normalisation, which gru4j"
                        + " does not read; to leave modules out, name the modules to read, in their order");
        ImportedModel read = PyTorchModel.read(file, List.of("fc"));
        assertArrayEquals(new float[] {1, -2}, read.weights().values("dense.W"));
        assertArrayEquals(new float[] {3}, read.weights().values("dense.b"));
        assertEquals(
                List.of(
                        "tensor 'fc.weight': F16 read as F32, exactly",
                        "tensor 'fc.bias': BF16 read as F32," + " exactly",
                        assumed("'fc'"),
                        "tensor 'norm.num_batches_tracked' is left out, because its module is not named"),
                read.notices());
    }

    @Test
    void integersAreNoWeights() throws IOException {
        Path file = directory.resolve("int.safetensors");
        byte[] text = "{\"fc.weight\":{\"dtype\":\"I8\",\"shape\":[1,2],\"data_offsets\":[0,2]}}"
                .getBytes(StandardCharsets.UTF_8);
        Files.write(
                file,
                ByteBuffer.allocate(8 + text.length + 2)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(text.length)
                        .put(text)
                        .array());
        assertRefused(file, "tensor 'fc.weight': expected floats but got I8 [1, 2]");
    }

    @Test
    void theStateDictIsNotKept() {
        linear("fc", 1, 1);
        Map<String, ShapedFloats> copy = new LinkedHashMap<>(dict);
        ImportedModel read = read();
        copy.get("fc.bias").values()[0] = 99;
        assertEquals(0, read.weights().values("dense.b")[0]);
    }
}
