package org.gru4j.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.read.ModelFile;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that is written and read again is the same, bit for bit. */
class OnnxRoundTripTest {
    static Stream<ModelRun> runs() {
        return Stream.of(OnnxExportTest.grus(), OnnxExportTest.others(), OnnxExportTest.wholeModels(), small())
                .flatMap(s -> s);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void comesBack(ModelRun run) {
        OnnxOptions options = new OnnxOptions(run.lengths() != null, run.states(), OnnxActivation.NONE, Map.of());
        OnnxModel read = OnnxModel.of(ModelFile.parse(OnnxModel.toBytes(run.weights(), options)));
        assertSame(run.weights(), read.weights());
        assertEquals(OnnxActivation.NONE, read.activation());
    }

    /** The graph alone, without the description of the model, computes the same in inference. */
    @ParameterizedTest
    @MethodSource("runs")
    void theGraphAloneComputesTheSame(ModelRun run) {
        OnnxOptions options = new OnnxOptions(run.lengths() != null, run.states(), OnnxActivation.SIGMOID, Map.of());
        ModelProto graph = ModelFile.parse(OnnxModel.toBytes(run.weights(), options)).toBuilder()
                .clearMetadataProps()
                .build();
        OnnxModel read = OnnxModel.of(graph);
        assertEquals(OnnxActivation.SIGMOID, read.activation());
        assertArrayEquals(y(run, run.weights()), y(run, read.weights()));
    }

    /**
     * All combinations of cells, directions, depths, sizes 1 and 2, layers that emit one step, and layers after them.
     */
    static Stream<ModelRun> small() {
        List<ModelRun> runs = new ArrayList<>();
        for (int layers = 1; layers <= 2; layers++) {
            for (Direction direction : Direction.values()) {
                for (int size = 1; size <= 2; size++) {
                    for (LayerSpec cell : OnnxExportTest.kinds(3 - size, size, layers, direction, true)) {
                        int width = direction.count() * size;
                        for (List<LayerSpec> tail : tails(width, direction)) {
                            List<LayerSpec> all = new ArrayList<>(List.of(cell));
                            all.addAll(tail);
                            ModelWeights weights = ModelRun.weights(runs.size(), all.toArray(new LayerSpec[0]));
                            runs.add(new ModelRun(
                                    weights,
                                    3,
                                    3,
                                    runs.size() % 2 == 0 ? new int[] {2, 0, 3} : null,
                                    runs.size() % 3 == 0,
                                    runs.size()));
                        }
                    }
                }
            }
        }
        return runs.stream();
    }

    private static List<List<LayerSpec>> tails(int width, Direction direction) {
        List<List<LayerSpec>> tails = new ArrayList<>();
        for (List<LayerSpec> one : List.<List<LayerSpec>>of(
                List.of(), List.of(LayerSpec.pooling(width)), List.of(LayerSpec.finalStates(width, direction)))) {
            for (List<LayerSpec> head : List.<List<LayerSpec>>of(
                    List.of(),
                    List.of(LayerSpec.dense(width, 1)),
                    List.of(LayerSpec.dropout(width, 0.5), LayerSpec.itemScores(width, 3)),
                    List.of(LayerSpec.dense(width, 2), LayerSpec.dense(2, 3)))) {
                tails.add(Stream.concat(one.stream(), head.stream()).toList());
            }
        }
        return tails;
    }

    private static double[] y(ModelRun run, ModelWeights weights) {
        return new ModelRun(weights, run.steps(), run.batch(), run.lengths(), false, run.seed())
                .expected()
                .get("y");
    }

    @ParameterizedTest
    @EnumSource
    void comesBackFromAFile(OnnxActivation activation, @TempDir Path folder) {
        ModelWeights weights = ModelRun.weights(1, LayerSpec.dense(3, 4));
        OnnxModel.write(weights, OnnxOptions.PLAIN.withActivation(activation), folder.resolve("model.onnx"));
        OnnxModel read = OnnxModel.read(folder.resolve("model.onnx"));
        assertSame(weights, read.weights());
        assertEquals(activation, read.activation());
        assertEquals(List.of(), read.notices());
    }

    static void assertSame(ModelWeights expected, ModelWeights actual) {
        assertEquals(expected.spec(), actual.spec());
        for (String name : expected.names()) {
            float[] wanted = expected.values(name);
            float[] got = actual.values(name);
            for (int k = 0; k < wanted.length; k++) {
                assertEquals(Float.floatToRawIntBits(wanted[k]), Float.floatToRawIntBits(got[k]), name + " " + k);
            }
        }
    }
}
