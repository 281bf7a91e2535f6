package org.gru4j.cli.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.cli.Outcome;
import org.gru4j.cli.terminal.ExitCode;
import org.gru4j.cli.text.TinyText;
import org.gru4j.interop.onnx.OnnxModel;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.pytorch.PyTorchModel;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.safetensors.ShapedFloats;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code import}, {@code export}, and what is done with imported models. */
class ExchangeTest {
    @TempDir
    private static Path temp;

    private static Path corpus;
    private static Path run;

    @BeforeAll
    static void train() throws IOException {
        corpus = TinyText.corpus(temp);
        run = temp.resolve("run");
        TinyText.train(run, TinyText.small(corpus, "--epochs", 1)).done();
    }

    private static ModelWeights weights(Path model) {
        try (Checkpoint checkpoint = Checkpoint.load(model.resolve("model.safetensors"))) {
            return checkpoint.weights();
        }
    }

    private static void assertSame(ModelWeights expected, ModelWeights actual) {
        assertEquals(expected.spec(), actual.spec());
        expected.names().forEach(name -> assertArrayEquals(expected.values(name), actual.values(name), name));
    }

    private static String write(Path model) {
        return Outcome.of("generate", "--backend", "reference", "--model", model, "--length", 30)
                .done()
                .out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text.onnx", "text.safetensors"})
    void aModelComesBackAsItWent(String name) {
        Path file = temp.resolve(name);
        Path back = temp.resolve("back-of-" + name);
        JsonNode exported = Outcome.of("export", "--model", run, "--out", file, "--json")
                .done()
                .last();
        JsonNode imported =
                Outcome.of("import", file, "--out", back, "--json").done().last();
        assertSame(weights(run), weights(back));
        assertEquals(exported.path("format"), imported.path("format"));
        assertEquals(
                exported.path("parameters").asLong(),
                imported.path("parameters").asLong(-1));
        assertEquals(0, imported.path("notices").size());
        assertEquals(write(run), write(back), "the vocabulary and all else of its task went with it");
    }

    @Test
    void whatTheGraphHasBesidesTheModelIsAnOption() {
        Path file = temp.resolve("served.onnx");
        Outcome.of("export", "--model", run, "--out", file, "--states", "--lengths", "--activation", "softmax")
                .done();
        assertEquals(OnnxActivation.SOFTMAX, OnnxModel.read(file).activation());
        Outcome imported =
                Outcome.of("import", file, "--out", temp.resolve("served")).done();
        assertTrue(imported.out().contains("gru          4 → 8 units, reset gate after the product"), imported.out());
        assertTrue(imported.err().contains("note: the graph ends with softmax"), imported.err());
        assertTrue(imported.err().contains("initial_h"), imported.err());
    }

    @Test
    void trainingGoesOnFromAnImportedModel() {
        Path file = temp.resolve("further.safetensors");
        PyTorchModel.write(weights(run), file); // as PyTorch would: nothing of a task
        Path imported = temp.resolve("further-imported");
        Outcome.of("import", file, "--out", imported).done();
        Path further = temp.resolve("further");
        TinyText.train(further, TinyText.small(corpus, "--from", imported, "--epochs", 1))
                .done();
        assertEquals(weights(run).spec(), weights(further).spec());
        Outcome.of("generate", "--model", imported)
                .failed(ExitCode.BAD_INPUT, "model.safetensors", "the model has no task", "--from");
    }

    /** What stands between the weights of a state dict is refused where there is something, and else said. */
    @Test
    void whatAStateDictDoesNotTellIsSaid() {
        Map<String, ShapedFloats> dict = new LinkedHashMap<>();
        PyTorchModel.toStateDict(weights(run))
                .forEach((name, values) -> dict.put(name.replace("dense", "head.2"), values));
        Path file = temp.resolve("state.safetensors");
        SafeTensors.writeFloats(file, Map.of("format", "pt"), dict);
        Path model = temp.resolve("state");
        Outcome.of("import", file, "--out", model)
                .failed(
                        ExitCode.BAD_INPUT,
                        "state.safetensors",
                        "'head.0' to 'head.1' come before it",
                        "embedding,gru,:identity,head.2",
                        "ONNX");
        assertFalse(Files.exists(model));
        Outcome read = Outcome.of("import", file, "--out", model, "--modules", "embedding,gru,:identity,head.2")
                .done();
        assertSame(weights(run), weights(model));
        assertTrue(
                read.err()
                        .contains(
                                "note: a state dict does not contain what the model computes with its tensors; assumed:"
                                        + " 'embedding' → 'gru' → 'head.2'"),
                read.err());
        assertTrue(read.err().contains("note: module 'gru': assumed to be nn.GRU"), read.err());
    }

    @Test
    void anImportedModelIsCheckedAgainstItsOwnGoldenCase() throws IOException {
        ModelSpec spec =
                ModelSpec.of(LayerSpec.gru(GruSpec.builder(1, 1).bias(false).build()));
        Path file = temp.resolve("one.safetensors");
        PyTorchModel.write(
                new ModelWeights(
                        spec,
                        Map.of("gru.l0.forward.W", new float[] {0.25f, 0.125f, 0.75f}, "gru.l0.forward.U", new float[] {
                            1, 1, 1
                        })),
                file);
        Path model = temp.resolve("one");
        Outcome.of("import", file, "--out", model).done();
        double z = 1 / (1 + Math.exp(-0.25 * 0.5));
        Path golden = Files.writeString(temp.resolve("one.json"), String.format("""
                {"name": "one", "framework": "by hand", "dtype": "float64", "T": 1, "N": 1, "I": 1, "H": 1,
                 "num_layers": 1, "bidirectional": false, "bias": false, "gate_order": "r,z,n",
                 "linear_before_reset": true,
                 "x": {"shape": [1, 1, 1], "data": [0.5]},
                 "output": {"shape": [1, 1, 1], "data": [%s]}}
                """, (1 - z) * Math.tanh(0.75 * 0.5)));
        Outcome checked = Outcome.of("check", "--backend", "reference", "--golden", golden, "--model", model)
                .done();
        assertTrue(checked.out().contains("2 passed, 0 failed"), checked.out());
        Outcome.of("check", "--golden", golden).failed(ExitCode.BAD_INPUT, "one.json", "weight_ih_l0");
        Outcome.of("check", "--golden", golden, "--model", run)
                .failed(ExitCode.BAD_INPUT, "a single recurrent layer", "embedding");
        Outcome.of("check", "--model", model).failed(ExitCode.BAD_INPUT, "--model", "--golden");
    }

    @Test
    void whatAFormatCannotSayIsRefusedAndLeavesNothing() {
        ModelSpec before = ModelSpec.of(LayerSpec.gru(GruSpec.builder(1, 1)
                .bias(false)
                .direction(Direction.FORWARD)
                .resetGate(ResetGate.BEFORE)
                .build()));
        Path model = temp.resolve("before");
        Checkpoint.save(
                model.resolve("model.safetensors"),
                new ModelWeights(before, Map.of("gru.l0.forward.W", new float[3], "gru.l0.forward.U", new float[3])),
                Map.of());
        Path file = temp.resolve("before.safetensors");
        Outcome.of("export", "--model", model, "--out", file).failed(ExitCode.BAD_INPUT, "layer 'gru'", "BEFORE");
        assertFalse(Files.exists(file));
        Outcome.of("export", "--model", model, "--out", temp.resolve("before.onnx"))
                .done();
    }

    /** Of a bare file of weights only its user knows whether a layer gives every step. */
    @Test
    void aLayerOfKerasGivesItsFinalStatesIfAsked() throws IOException {
        Path file = temp.resolve("m.weights.h5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            WritableGroup layers = hdf.putGroup("layers");
            WritableGroup cell = layers.putGroup("gru").putGroup("cell").putGroup("vars");
            cell.putDataset("0", new float[3][6]);
            cell.putDataset("1", new float[2][6]);
            cell.putDataset("2", new float[2][6]);
            WritableGroup dense = layers.putGroup("dense").putGroup("vars");
            dense.putDataset("0", new float[2][4]);
            dense.putDataset("1", new float[4]);
        }
        Outcome every =
                Outcome.of("import", file, "--out", temp.resolve("every")).done();
        assertFalse(every.out().contains("the last step"), every.out());
        Path model = temp.resolve("final");
        Outcome last =
                Outcome.of("import", file, "--final", "gru", "--out", model).done();
        assertTrue(last.out().contains("final        the last step"), last.out());
        assertEquals(List.of("gru", "final", "dense"), weights(model).spec().layerNames());
        Outcome.of("import", file, "--final", "lstm", "--out", temp.resolve("none"))
                .failed(ExitCode.BAD_INPUT, "m.weights.h5", "finalStates", "lstm");
        assertFalse(Files.exists(temp.resolve("none")));
    }

    @Test
    void optionsThatDoNotFitAreNamed() {
        Path file = temp.resolve("x.safetensors");
        Outcome.of("export", "--model", run, "--out", temp.resolve("x.bin"))
                .failed(ExitCode.BAD_INPUT, "x.bin", ".onnx", "--format");
        Outcome.of("export", "--model", run, "--out", temp.resolve("x.keras"))
                .failed(ExitCode.BAD_INPUT, "--format keras", "pytorch, onnx");
        Outcome.of("export", "--model", run, "--out", file, "--states").failed(ExitCode.BAD_INPUT, "--states", "onnx");
        Outcome.of("export", "--model", run, "--out", file, "--lengths")
                .failed(ExitCode.BAD_INPUT, "--lengths", "onnx");
        Outcome.of("export", "--model", run, "--out", file, "--activation", "sigmoid")
                .failed(ExitCode.BAD_INPUT, "--activation", "onnx");
        Outcome.of("export", "--model", temp.resolve("absent"), "--out", file).failed(ExitCode.BAD_INPUT, "absent");
        assertFalse(Files.exists(file));
        Outcome.of("import", temp.resolve("m.onnx"), "--modules", "a")
                .failed(ExitCode.BAD_INPUT, "--modules", "PyTorch");
        Outcome.of("import", temp.resolve("m.keras"), "--go-backwards", "gru")
                .failed(ExitCode.BAD_INPUT, "--go-backwards", ".weights.h5");
        Outcome.of("import", temp.resolve("m.onnx"), "--final", "gru")
                .failed(ExitCode.BAD_INPUT, "--final", ".weights.h5");
        Outcome.of("import", temp.resolve("m.onnx"), "--reset-gate", "after")
                .failed(ExitCode.BAD_INPUT, "--reset-gate", ".weights.h5");
        Outcome.of("import", temp.resolve("m.onnx"), "--out", run).failed(ExitCode.BAD_INPUT, "--out", "already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent.onnx", "absent.keras", "absent.weights.h5", "absent.safetensors"})
    void aFileThatIsNotThere(String name) {
        Path out = temp.resolve("of-" + name);
        Outcome.of("import", temp.resolve(name), "--out", out).failed(ExitCode.BAD_INPUT, name, "no such file");
        assertFalse(Files.exists(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bad.onnx", "bad.keras", "bad.weights.h5", "bad.safetensors"})
    void aFileOfSomethingElse(String name) throws IOException {
        Path file = Files.writeString(temp.resolve(name), "this is no model, whatever its name says\n");
        Path out = temp.resolve("of-" + name);
        Outcome.of("import", file, "--out", out).failed(ExitCode.BAD_INPUT, name);
        assertFalse(Files.exists(out));
    }
}
