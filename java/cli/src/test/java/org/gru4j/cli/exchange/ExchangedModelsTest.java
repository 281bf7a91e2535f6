package org.gru4j.cli.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.cli.TinyTasks;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.layer.EmbeddingLayer;
import org.gru4j.layer.GruLayer;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.model.Predictor;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tasks.Tasks;
import org.gru4j.tasks.run.TaskKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every model that a task makes, written in every way that there is, is read as it was. */
class ExchangedModelsTest {
    private static final Backend REFERENCE = Backends.named("reference");
    private static final int[] LENGTHS = {5, 1, 3, 0};
    private static final Map<String, String> TASK = Map.of("name", "any", "vocabulary", "ab\n\u0000\u00e9\ud83c\udfb5");

    @TempDir
    private static Path temp;

    /** A way to write a model. */
    record Way(ModelFormat format, boolean lengths, boolean states, OnnxActivation activation) {
        ModelExport export(Path file) {
            return new ModelExport(file, format, lengths, states, activation);
        }
    }

    private static List<Way> ways() {
        List<Way> ways = new ArrayList<>(List.of(new Way(ModelFormat.PYTORCH, false, false, OnnxActivation.NONE)));
        for (OnnxActivation activation : OnnxActivation.values()) {
            for (boolean lengths : new boolean[] {false, true}) {
                for (boolean states : new boolean[] {false, true}) {
                    ways.add(new Way(ModelFormat.ONNX, lengths, states, activation));
                }
            }
        }
        return ways;
    }

    private static Set<ModelSpec> specs(TaskKind<?> kind) {
        try {
            return TaskModels.of(kind, TinyTasks.of(kind, temp).data());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static ModelWeights untrained(ModelSpec spec) {
        try (Sequential model = new Sequential(spec, REFERENCE, 3)) {
            return ModelWeights.of(model);
        }
    }

    static Stream<String> kinds() {
        return Tasks.all().stream().map(TaskKind::name);
    }

    private static TaskKind<?> kind(String name) {
        return Tasks.all().stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void everyModelComesBackAsItWas(String name) throws IOException {
        for (ModelSpec spec : specs(kind(name))) {
            ModelWeights weights = untrained(spec);
            double[] expected = outputs(weights);
            for (Way way : ways()) {
                Path file = temp.resolve("model" + (way.format() == ModelFormat.ONNX ? ".onnx" : ".safetensors"));
                String refusal = refusal(spec, way.format());
                if (refusal != null) {
                    String message = assertThrows(
                                    IllegalArgumentException.class,
                                    () -> way.export(file).write(weights, TaskMetadata.of(TASK)))
                            .getMessage();
                    assertTrue(message.contains(refusal), message);
                    assertFalse(Files.exists(file));
                    continue;
                }
                way.export(file).write(weights, TaskMetadata.of(TASK));
                ModelImport.Read read = read(file, way.format());
                assertSame(weights, read.model().weights(), way);
                assertArrayEquals(expected, outputs(read.model().weights()), way + " " + spec);
                assertEquals(way.activation(), read.activation(), way.toString());
                assertEquals(TASK, TaskMetadata.in(read.model().metadata()));
                assertEquals(
                        List.of(),
                        read.model().notices().stream()
                                .filter(notice -> !way.states()
                                        || !notice.contains("initial_") && !notice.contains("carries these states"))
                                .toList());
                if (way.format() == ModelFormat.ONNX) {
                    assertArrayEquals(
                            expected,
                            outputs(read(withoutDescription(file), way.format())
                                    .model()
                                    .weights()),
                            () -> "the graph alone, " + way + " " + spec);
                }
                Files.delete(file);
            }
        }
    }

    private static ModelImport.Read read(Path file, ModelFormat format) {
        return new ModelImport(file, format, List.of(), List.of(), List.of(), null).read();
    }

    /** What a format has no word for, by the word that the refusal has for it; null if there is nothing. */
    private static String refusal(ModelSpec spec, ModelFormat format) {
        for (LayerSpec layer : spec.layers()) {
            if (layer instanceof GruLayer gru) {
                if (format == ModelFormat.PYTORCH && gru.spec().resetGate() == ResetGate.BEFORE) {
                    return "resetGate: expected AFTER but got BEFORE";
                }
                if (gru.spec().zoneout() > 0) {
                    return "zoneout: expected 0 but got " + gru.spec().zoneout();
                }
            }
        }
        return null;
    }

    /** The same file, in which what describes the model has a name that nobody looks for. */
    private static Path withoutDescription(Path file) throws IOException {
        String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        String other = bytes.replace("gru4j.model", "other.model");
        assertEquals(bytes.length(), other.length());
        assertFalse(bytes.equals(other));
        return Files.write(temp.resolve("alone.onnx"), other.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertSame(ModelWeights expected, ModelWeights actual, Way way) {
        assertEquals(expected.spec(), actual.spec(), way.toString());
        expected.names().forEach(name -> assertArrayEquals(expected.values(name), actual.values(name), name + way));
    }

    /** Of sequences of different lengths, an empty one too. */
    private static double[] outputs(ModelWeights weights) {
        CounterRandom random = new CounterRandom(1, 0, 0);
        List<Double> outputs = new ArrayList<>();
        try (Sequential model = weights.createModel(REFERENCE);
                Predictor predictor = new Predictor(model)) {
            float[][][] y;
            if (weights.spec().layers().get(0) instanceof EmbeddingLayer embedding) {
                int[][] ids = new int[LENGTHS.length][];
                for (int n = 0; n < ids.length; n++) {
                    int row = n;
                    ids[n] = new int[LENGTHS[n]];
                    Arrays.setAll(ids[n], t -> (int) (random.uniform(row * 100 + t) * embedding.vocabularySize()));
                }
                y = predictor.predict(ids);
            } else {
                int features = weights.spec().inputFeatures();
                float[][][] x = new float[LENGTHS.length][][];
                for (int n = 0; n < x.length; n++) {
                    x[n] = new float[LENGTHS[n]][features];
                    for (int k = 0; k < LENGTHS[n] * features; k++) {
                        x[n][k / features][k % features] = (float) random.uniform(n * 10_000 + k) - 0.5f;
                    }
                }
                y = predictor.predict(x);
            }
            for (float[][] sequence : y) {
                for (float[] step : sequence) {
                    for (float value : step) {
                        outputs.add((double) value);
                    }
                }
            }
        }
        return outputs.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Set<String> kindsOfLayers(String task) {
        return specs(kind(task)).stream()
                .flatMap(spec -> spec.layers().stream())
                .map(layer -> {
                    if (layer instanceof GruLayer gru) {
                        return gru.spec().direction() + " " + gru.spec().resetGate() + " "
                                + (gru.spec().zoneout() > 0);
                    }
                    return layer.kind();
                })
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** What is varied reaches what the tasks' options can make. */
    @Test
    void theModelsAreThoseThatOptionsMake() {
        assertEquals(
                Set.of(
                        "embedding",
                        "FORWARD AFTER false",
                        "FORWARD BEFORE false",
                        "FORWARD AFTER true",
                        "FORWARD BEFORE true",
                        "dropout",
                        "dense"),
                kindsOfLayers("text"));
        assertEquals(
                Set.of("FORWARD AFTER false", "FORWARD AFTER true", "lstm", "rnn", "dropout", "dense"),
                kindsOfLayers("music"));
        assertEquals(
                Set.of("FORWARD AFTER false", "FORWARD BEFORE false", "dropout", "dense"), kindsOfLayers("series"));
        assertEquals(Set.of("embedding", "FORWARD AFTER false", "dropout", "items"), kindsOfLayers("sessions"));
        assertEquals(
                Set.of("BIDIRECTIONAL AFTER false", "BIDIRECTIONAL BEFORE false", "pooling", "dropout", "dense"),
                kindsOfLayers("speech"));
        assertEquals(Set.of("FORWARD AFTER false", "FORWARD BEFORE false", "dense"), kindsOfLayers("adding"));
    }
}
