package org.gru4j.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gru4j.interop.keras.KerasFixture.Way;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * If a file is wrong, or contains something that gru4j does not have, the error names the file, the place and what was
 * found there.
 */
class BadKerasFilesTest {
    @TempDir
    private Path directory;

    private Path archive() {
        return directory.resolve("m.keras");
    }

    private Path weights() {
        return directory.resolve("m.weights.h5");
    }

    private static KerasFixture gru() {
        return new KerasFixture(3).recurrent("GRU", 2, Way.FORWARD, true, true, true);
    }

    /** Checks that the error message is the file's path and this text. */
    private void assertSays(Path file, String message, Executable reading) {
        assertEquals(
                file + ": " + message,
                assertThrows(UncheckedIOException.class, reading).getMessage());
    }

    private void assertArchiveSays(String message, KerasFixture fixture, ObjectNode config) throws IOException {
        fixture.writeArchive(archive(), config);
        assertSays(archive(), message, () -> KerasModel.read(archive()));
    }

    private void assertWeightsSay(String message, KerasFixture fixture, WeightsHints hints) throws IOException {
        fixture.writeWeights(weights(), "layers");
        assertSays(weights(), message, () -> KerasModel.readWeights(weights(), hints));
    }

    /** A field in the configuration of a GRU, a value that gru4j does not support, and the expected error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "activation | \"relu\" | expected 'tanh', the only activation that is read here, but got \"relu\"",
                "recurrent_activation | \"hard_sigmoid\" | expected 'sigmoid', the only activation that is read"
                        + " here, but got \"hard_sigmoid\"",
                "return_state | true | expected false but got true",
                "units | 0 | expected a positive integer but got 0",
                "units | 4294967298 | expected a positive integer but got 4294967298",
                "units | \"2\" | expected a positive integer but got \"2\"",
                "use_bias | 1 | expected true or false but got 1",
                "dropout | 1.5 | expected a number of at least 0 and less than 1 but got 1.5"
            })
    void aFieldOfALayer(String field, String json, String says) throws IOException {
        KerasFixture fixture = gru();
        fixture.lastConfig().set(field, KerasFixture.JSON.readTree(json));
        assertArchiveSays("config.json: layer 'my_gru': " + field + ": " + says, fixture, fixture.sequential());
    }

    private static ObjectNode spoiled(KerasFixture fixture, int layer, Consumer<ObjectNode> spoil) {
        ObjectNode config = fixture.sequential();
        spoil.accept((ObjectNode) config.get("config").get("layers").get(layer));
        return config;
    }

    @Test
    void layersThatAreNotThere() throws IOException {
        assertArchiveSays(
                "config.json: layer 'my_gru': class_name: expected one of InputLayer, Embedding, GRU, LSTM,"
                        + " SimpleRNN, Bidirectional, Dense, TimeDistributed, Dropout and Activation but got \"Conv1D\"",
                gru(),
                spoiled(gru(), 1, layer -> layer.put("class_name", "Conv1D")));
        assertArchiveSays(
                "config.json: layer 'my_gru': expected a layer of Keras but its module is 'mine'",
                gru(),
                spoiled(gru(), 1, layer -> layer.put("module", "mine")));
        assertArchiveSays(
                "config.json: class_name: expected Sequential or Functional but got \"Mine\"",
                gru(),
                gru().sequential().put("class_name", "Mine"));
        KerasFixture relu = gru().dense(2, true, false, "relu");
        assertArchiveSays(
                "config.json: layer 'my_dense': activation: expected linear, or softmax or sigmoid after the"
                        + " last layer, but got \"relu\"",
                relu,
                relu.sequential());
        KerasFixture middle = gru().dense(2, true, false, "sigmoid").dense(2, true, false, "linear");
        assertArchiveSays(
                "config.json: layer 'my_dense_1': follows the activation 'sigmoid'; activations are read only after"
                        + " the last layer",
                middle,
                middle.sequential());
    }

    @Test
    void whatABidirectionalMayBe() throws IOException {
        KerasFixture sum = new KerasFixture(3).recurrent("LSTM", 2, Way.BOTH, true, true, true);
        sum.lastConfig().put("merge_mode", "sum");
        assertArchiveSays(
                "config.json: layer 'my_bidirectional': merge_mode: expected 'concat' but got \"sum\"",
                sum,
                sum.sequential());
        KerasFixture unlike = new KerasFixture(3).recurrent("LSTM", 2, Way.BOTH, true, true, true);
        ((ObjectNode) unlike.lastConfig().get("backward_layer").get("config")).put("units", 3);
        assertArchiveSays(
                "config.json: layer 'my_bidirectional': backward_layer: expected the units, use_bias, reset_after"
                        + " and return_sequences of the forward layer, and go_backwards=True, but got other values",
                unlike,
                unlike.sequential());
        KerasFixture turned = new KerasFixture(3)
                .recurrent("GRU", 2, Way.BACKWARDS, true, true, true)
                .recurrent("GRU", 2, Way.BOTH, true, true, true);
        assertArchiveSays(
                "bidirectional: gru4j has no Bidirectional that reads a layer with go_backwards",
                turned,
                turned.sequential());
    }

    @Test
    void aLayerAfterOneStep() throws IOException {
        KerasFixture fixture = new KerasFixture(3)
                .recurrent("GRU", 2, Way.FORWARD, true, true, false)
                .recurrent("LSTM", 2, Way.FORWARD, true, true, true);
        assertArchiveSays(
                "lstm: reads 'gru': expected return_sequences=True in that layer", fixture, fixture.sequential());
        assertWeightsSay(
                "lstm: reads 'gru': expected return_sequences=True in that layer",
                fixture,
                WeightsHints.none().order("gru", "lstm").finalStates("gru"));
    }

    @Test
    void aFunctionalThatIsNoChain() throws IOException {
        KerasFixture fixture = gru().dense(2, true, false, "linear").dense(2, true, false, "linear");
        ObjectNode config = fixture.functional();
        ((ArrayNode) config.at("/config/layers/3/inbound_nodes/0/args/0/config/keras_history")).set(0, "my_gru");
        assertArchiveSays(
                "config.json: layer 'my_dense_1': expected a chain of layers but 'my_dense' reads"
                        + " 'my_gru' as well",
                fixture,
                config);
        ObjectNode twice = fixture.functional();
        ((ArrayNode) twice.at("/config/layers/3/inbound_nodes"))
                .add(twice.at("/config/layers/3/inbound_nodes/0").deepCopy());
        assertArchiveSays(
                "config.json: layer 'my_dense_1': expected to be applied once, to one output of another layer, but"
                        + " it is applied 2 times, to 2 outputs",
                fixture,
                twice);
        ObjectNode circle = fixture.functional();
        ((ArrayNode) circle.at("/config/layers/1/inbound_nodes/0/args/0/config/keras_history")).set(0, "my_dense_1");
        assertArchiveSays(
                "config.json: expected all 4 layers to form one chain from an InputLayer on but the chain has 1 layers",
                fixture,
                circle);
    }

    @Test
    void arraysOfOtherShapes() throws IOException {
        assertArchiveSays(
                "layers/gru/cell/vars/0: expected kernel [I,3·H] [3, 6] but got [3, 7]",
                gru().put("gru/cell/vars/0", new float[3][7]),
                gru().sequential());
        assertArchiveSays(
                "layers/gru/cell/vars/1: expected recurrent kernel [H,3·H] [2, 6] but got [6]",
                gru().put("gru/cell/vars/1", new float[6]),
                gru().sequential());
        assertArchiveSays(
                "layers/gru/cell/vars/2: expected bias of a GRU with reset_after [2,3·H] [2, 6] but got [6]",
                gru().put("gru/cell/vars/2", new float[6]),
                gru().sequential());
        assertArchiveSays(
                "layers/gru: expected 3 arrays in its cell's vars but got 2",
                gru().put("gru/cell/vars/2", null),
                gru().sequential());
        assertArchiveSays(
                "layers/gru/cell/vars/0: expected floating-point numbers but got type class 0 of 4 bytes",
                gru().put("gru/cell/vars/0", new int[3][6]),
                gru().sequential());
        assertArchiveSays(
                "layers/gru/cell/vars/2: element 1 is 1.0E300, which is too large for a 32-bit float",
                gru().put("gru/cell/vars/2", new double[][] {{0, 1e300, 0, 0, 0, 0}, {0, 0, 0, 0, 0, 0}}),
                gru().sequential());
        assertArchiveSays(
                "layers/lstm: expected this layer but it is missing; the layers are [gru]",
                gru(),
                new KerasFixture(3)
                        .recurrent("LSTM", 2, Way.FORWARD, true, true, true)
                        .sequential());
    }

    @Test
    void whatAFileOfWeightsDoesNotSay() throws IOException {
        KerasFixture biasless = new KerasFixture(3).recurrent("GRU", 2, Way.FORWARD, false, true, true);
        assertWeightsSay(
                "layers/gru: reset_after of a GRU without a bias is ambiguous: set it with"
                        + " WeightsHints.biaslessResetGate",
                biasless,
                WeightsHints.none());
        KerasFixture square = new KerasFixture(2)
                .recurrent("GRU", 2, Way.FORWARD, true, true, true)
                .dense(2, true, false, "linear");
        assertWeightsSay(
                "the order of the layers [dense [2 → 2], gru [2 → 2]] is ambiguous: in more than one order each"
                        + " layer reads as many features as the previous one emits. Name the layers in their order"
                        + " with WeightsHints.order",
                square,
                WeightsHints.none());
        assertEquals(
                List.of("gru", "dense"),
                KerasModel.readWeights(weights(), WeightsHints.none().order("gru", "dense"))
                        .weights()
                        .spec()
                        .layerNames());
        assertWeightsSay(
                "hints: order: expected each of the layers [dense [2 → 2], gru [2 → 2]] once but got [gru]",
                square,
                WeightsHints.none().order("gru"));
        assertWeightsSay(
                "hints: goBackwards: expected names of recurrent layers among [dense [2 → 2], gru [2 → 2]] but got"
                        + " 'dense'",
                square,
                WeightsHints.none().goBackwards("dense"));
        assertWeightsSay(
                "hints: finalStates: expected names of recurrent layers among [dense [2 → 2], gru [2 → 2]] but got"
                        + " 'lstm'",
                square,
                WeightsHints.none().finalStates("gru", "lstm"));
        KerasFixture gap = gru().put("dense/vars/0", new float[5][4]);
        assertWeightsSay(
                "the order of the layers [dense [5 → 4], gru [3 → 2]] can't be inferred: in no order does each"
                        + " layer read as many features as the previous one emits. Name the layers in their order"
                        + " with WeightsHints.order",
                gap,
                WeightsHints.none());
        assertWeightsSay(
                "layers/conv1d: expected the weights of a recurrent layer, a Dense or an Embedding but got 1"
                        + " arrays, the first of shape [5, 4]",
                gru().put("conv1d/vars/0", new float[5][4]),
                WeightsHints.none());
        assertWeightsSay(
                "layers/gru/cell/vars/1: expected a recurrent kernel of H, 3·H or 4·H columns but got [2, 5]",
                gru().put("gru/cell/vars/1", new float[2][5]),
                WeightsHints.none());
    }

    @Test
    void filesThatAreNoneOfKeras() throws IOException {
        assertSays(archive(), "no such file", () -> KerasModel.read(archive()));
        Files.writeString(archive(), "not a zip");
        assertMentions("not a readable zip archive", () -> KerasModel.read(archive()));
        Files.writeString(weights(), "not HDF5, but long enough for a superblock");
        assertSays(
                weights(),
                "HDF5: Superblock didn't contain valid signature",
                () -> KerasModel.readWeights(weights(), WeightsHints.none()));
        gru().writeWeights(weights(), "model");
        assertSays(
                weights(),
                "expected a group 'layers', which Keras 3 writes, but the groups are [model]",
                () -> KerasModel.readWeights(weights(), WeightsHints.none()));
    }

    private void assertMentions(String part, Executable reading) {
        String message = assertThrows(UncheckedIOException.class, reading).getMessage();
        assertTrue(message.startsWith(directory.toString()) && message.contains(part), message);
    }

    private void writeZip(Consumer<ZipOutputStream> fill) throws IOException {
        try (OutputStream out = Files.newOutputStream(archive());
                ZipOutputStream zip = new ZipOutputStream(out)) {
            fill.accept(zip);
        }
    }

    private static void entry(ZipOutputStream zip, String name, byte[] bytes) {
        try {
            KerasFixture.put(zip, name, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void archivesThatAreIncompleteOrTricks() throws IOException {
        byte[] some = "{}".getBytes(StandardCharsets.UTF_8);
        writeZip(zip -> entry(zip, "model.weights.h5", some));
        assertSays(
                archive(),
                "expected an entry 'config.json', which Keras 3 writes, but the entries are model.weights.h5",
                () -> KerasModel.read(archive()));
        writeZip(zip -> entry(zip, "config.json", some));
        assertSays(
                archive(),
                "expected an entry 'model.weights.h5', which Keras 3 writes, but the entries are config.json",
                () -> KerasModel.read(archive()));
        writeZip(zip -> entry(zip, "../config.json", some));
        assertSays(
                archive(),
                "entry '../config.json': expected a path inside the archive",
                () -> KerasModel.read(archive()));
        writeZip(zip -> {
            for (int k = 0; k <= 1000; k++) {
                entry(zip, "assets/" + k, some);
            }
        });
        assertSays(archive(), "expected at most 1000 entries but got 1001", () -> KerasModel.read(archive()));
    }

    /** ZipOutputStream rejects duplicate names, so the second name is changed to the first in the bytes. */
    @Test
    void anEntryThatIsThereTwice() throws IOException {
        writeZip(zip -> {
            entry(zip, "config.json", new byte[1]);
            entry(zip, "config.jsoN", new byte[2]);
        });
        byte[] bytes = Files.readAllBytes(archive());
        for (int k = 0; k < bytes.length; k++) {
            if (k > 3 && bytes[k] == 'N' && bytes[k - 1] == 'o' && bytes[k - 2] == 's') {
                bytes[k] = 'n';
            }
        }
        Files.write(archive(), bytes);
        assertSays(archive(), "entry 'config.json': duplicate entry", () -> KerasModel.read(archive()));
    }

    @Test
    void aZipBomb() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive()))) {
            KerasFixture.put(zip, "config.json", "{}".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("model.weights.h5"));
            byte[] zeros = new byte[1 << 20];
            for (int k = 0; k < 64; k++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        assertMentions("entry 'model.weights.h5': its ", () -> KerasModel.read(archive()));
        assertMentions(
                " stored bytes would unpack to 67108864 bytes; expected at most", () -> KerasModel.read(archive()));
    }

    /** A file of weights that is cut off anywhere is an error with the file's name. */
    @Test
    void aFileThatEndsEarly() throws Exception {
        byte[] whole = Files.readAllBytes(LibHdf5FilesTest.file("packed.weights.h5"));
        for (int length = 0; length < whole.length - 8; length += 97) {
            Files.write(weights(), Arrays.copyOf(whole, length));
            assertMentions("", () -> KerasModel.readWeights(weights(), WeightsHints.none()));
        }
    }
}
