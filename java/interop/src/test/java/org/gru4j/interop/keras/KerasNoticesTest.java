package org.gru4j.interop.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.keras.KerasFixture.Way;
import org.gru4j.model.ModelWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Keras's files leave open, or gru4j does differently, is an error or a notice. */
class KerasNoticesTest {
    private static final String WAY_OUT = ". Save a .keras archive, which describes it"
            + " (model.save(\"model.keras\")), or, if nothing is computed there, name the layers in their order";

    @TempDir
    private Path directory;

    private static KerasFixture gru() {
        return new KerasFixture(3).recurrent("GRU", 2, Way.FORWARD, true, true, true);
    }

    private ImportedModel weights(KerasFixture fixture, String... order) throws IOException {
        return KerasModel.readWeights(
                fixture.writeWeights(directory.resolve("m.weights.h5"), "layers"),
                WeightsHints.none().order(order));
    }

    private void assertWeightsRefused(String message, KerasFixture fixture, String... order) {
        assertEquals(
                directory.resolve("m.weights.h5") + ": " + message,
                assertThrows(UncheckedIOException.class, () -> weights(fixture, order))
                        .getMessage());
    }

    private ImportedModel archive(KerasFixture fixture, ObjectNode config) throws IOException {
        return KerasModel.read(fixture.writeArchive(directory.resolve("m.keras"), config));
    }

    private static void assertSame(ModelWeights expected, ModelWeights actual) {
        assertEquals(expected.spec(), actual.spec());
        expected.names().forEach(name -> assertArrayEquals(expected.values(name), actual.values(name), name));
    }

    @Test
    void everyFileOfWeightsHasANotice() throws IOException {
        assertEquals(List.of(KerasNotices.ASSUMED), weights(gru()).notices());
    }

    @Test
    void aDenseBeforeAnotherIsRefusedInAFileOfWeights() throws IOException {
        KerasFixture fixture = gru().dense(4, true, false, "linear").dense(5, true, false, "linear");
        String message = "layers 'dense' and 'dense_1': a Dense layer directly before another nearly always has an"
                + " activation, which a .weights.h5 file does not contain" + WAY_OUT
                + ", with ':identity' between these two: gru,dense,:identity,dense_1";
        assertWeightsRefused(message, fixture);
        assertWeightsRefused(message, fixture, "gru", "dense", "dense_1");
        assertWeightsRefused(message, fixture, "gru", ":identity", "dense", "dense_1");
        assertSame(
                archive(fixture, fixture.sequential()).weights(),
                weights(fixture, "gru", "dense", ":identity", "dense_1").weights());
    }

    /** For such a layer the file contains only the name of its class. */
    @ParameterizedTest
    @ValueSource(strings = {"activation", "re_lu", "global_average_pooling1d", "my_layer_1", "softmax"})
    void aLayerWithoutWeightsThatComputesSomethingIsRefused(String name) throws IOException {
        KerasFixture fixture = gru().dense(4, true, false, "linear").put(name + "/inside", new float[2]);
        assertWeightsRefused(
                "layer '" + name + "': has no weights that gru4j reads, but may compute something (an activation,"
                        + " the mean over the steps, …); the file does not contain what, nor where"
                        + WAY_OUT
                        + ", and '" + name + ":identity' among them",
                fixture);
        ImportedModel read = weights(fixture, "gru", "dense", name + ":identity");
        assertEquals(List.of("gru", "dense"), read.weights().spec().layerNames());
        assertEquals(
                "layers without weights are left out: " + name, read.notices().get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropout", "dropout_3", "spatial_dropout1d", "input_layer", "gaussian_noise"})
    void aLayerThatActsInTrainingAloneIsLeftOut(String name) throws IOException {
        assertEquals(
                "layers without weights are left out: " + name,
                weights(gru().put(name + "/seed", new float[2])).notices().get(1));
    }

    @Test
    void aLayerThatIsNotThereIsNoIdentity() {
        assertWeightsRefused(
                "hints: order: 'dense:identity': expected one of the layers without weights, []",
                gru().dense(4, true, false, "linear"),
                "gru",
                "dense:identity");
    }

    /** The model's outputs are several layers, or one that is not the end of the chain. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[[\"my_gru\", 0, 0], [\"my_dense\", 0, 0]] | [my_gru, my_dense]",
                "[\"my_gru\", 0, 0] | [my_gru]",
                "{\"a\": [\"my_dense\", 0, 0], \"b\": [\"my_dense\", 0, 0]} | [my_dense, my_dense]",
                "[] | []"
            })
    void outputsOtherThanTheLastLayersAreRefused(String json, String outputs) throws IOException {
        KerasFixture fixture = gru().dense(4, true, false, "linear");
        ObjectNode config = fixture.functional();
        ((ObjectNode) config.get("config")).set("output_layers", KerasFixture.JSON.readTree(json));
        assertEquals(
                directory.resolve("m.keras") + ": config.json: output_layers: expected only the last layer of the"
                        + " chain, 'my_dense', but got " + outputs,
                assertThrows(UncheckedIOException.class, () -> archive(fixture, config))
                        .getMessage());
    }

    @Test
    void anOutputMayBeNamedInAnyForm() throws IOException {
        KerasFixture fixture = gru().dense(4, true, false, "linear");
        ObjectNode config = fixture.functional();
        ArrayNode output =
                ((ObjectNode) config.get("config")).putObject("output_layers").putArray("logits");
        output.add("my_dense").add(0).add(0);
        assertSame(
                archive(fixture, fixture.sequential()).weights(),
                archive(fixture, config).weights());
    }

    @Test
    void otherNumbersThanFloatsAreANotice() throws IOException {
        KerasFixture fixture = gru();
        fixture.lastConfig()
                .putObject("dtype")
                .put("class_name", "DTypePolicy")
                .putObject("config")
                .put("name", "mixed_float16");
        assertEquals(
                List.of("gru: dtype mixed_float16 is ignored: the imported model computes in float32"),
                archive(fixture, fixture.sequential()).notices());
        fixture.lastConfig().put("dtype", "float32");
        assertEquals(List.of(), archive(fixture, fixture.sequential()).notices());
    }

    /** A null activation is a linear one, not the default. */
    @Test
    void aRecurrentLayerWithoutAnActivationIsRefused() {
        KerasFixture fixture = gru();
        fixture.lastConfig().putNull("activation");
        assertEquals(
                directory.resolve("m.keras") + ": config.json: layer 'my_gru': activation: expected 'tanh', the"
                        + " only activation that is read here, but got null",
                assertThrows(UncheckedIOException.class, () -> archive(fixture, fixture.sequential()))
                        .getMessage());
    }
}
