package org.gru4j.interop.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.interop.ImportedModel;
import org.gru4j.layer.LayerSpec;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.ModelWeights;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RnnSpec;
import org.junit.jupiter.api.Test;

/** Files that libhdf5 wrote with known numbers. The README in their directory describes how they were made. */
class LibHdf5FilesTest {
    static Path file(String name) throws URISyntaxException {
        return Path.of(LibHdf5FilesTest.class.getResource("h5py/" + name).toURI());
    }

    private static ImportedModel read(String name) throws URISyntaxException {
        return KerasModel.readWeights(file(name), WeightsHints.none());
    }

    private static float[] values(int salt, int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = ((37 * k + salt) % 101 - 50) / 64f;
        }
        return values;
    }

    /** Returns bu, br, bo, bu' for a bias [2,3H]. */
    private static float[] folded(int salt, int units) {
        float[] both = values(salt, 6 * units);
        float[] folded = new float[4 * units];
        for (int j = 0; j < units; j++) {
            folded[j] = both[j] + both[3 * units + j];
            folded[units + j] = both[units + j] + both[4 * units + j];
            folded[2 * units + j] = both[2 * units + j];
            folded[3 * units + j] = both[5 * units + j];
        }
        return folded;
    }

    @Test
    void theDefaultLayout() throws URISyntaxException {
        ImportedModel read = read("default.weights.h5");
        ModelWeights weights = read.weights();
        assertEquals(
                ModelSpec.of(
                        LayerSpec.embedding(7, 4),
                        LayerSpec.gru(GruSpec.builder(4, 3)
                                .direction(Direction.BIDIRECTIONAL)
                                .build()),
                        LayerSpec.rnn(RnnSpec.lstm(6, 5)),
                        LayerSpec.dense(5, 2)),
                weights.spec());
        assertArrayEquals(values(1, 28), weights.values("embedding.W"));
        assertArrayEquals(values(10, 36), weights.values("gru.l0.forward.W"));
        assertArrayEquals(values(11, 27), weights.values("gru.l0.forward.U"));
        assertArrayEquals(folded(12, 3), weights.values("gru.l0.forward.b"));
        assertArrayEquals(values(20, 36), weights.values("gru.l0.reverse.W"));
        assertArrayEquals(folded(22, 3), weights.values("gru.l0.reverse.b"));
        assertArrayEquals(values(31, 100), weights.values("lstm.l0.forward.U"));
        assertArrayEquals(values(32, 20), weights.values("lstm.l0.forward.b"));
        assertArrayEquals(values(40, 10), weights.values("dense.W"));
        assertEquals(
                "layers without weights are left out: dropout, input_layer",
                read.notices().get(1));
    }

    @Test
    void chunksAndOtherTypesOfNumbers() throws URISyntaxException {
        ModelWeights weights = read("packed.weights.h5").weights();
        assertEquals(ModelSpec.of(LayerSpec.gru(GruSpec.of(9, 5)), LayerSpec.dense(5, 3)), weights.spec());
        assertArrayEquals(values(60, 135), weights.values("gru.l0.forward.W"), "float32, chunked, shuffled, deflated");
        assertArrayEquals(values(61, 75), weights.values("gru.l0.forward.U"), "float64, big-endian, chunked, deflated");
        assertArrayEquals(folded(62, 5), weights.values("gru.l0.forward.b"), "float16, chunked");
        assertArrayEquals(values(63, 15), weights.values("dense.W"), "bfloat16");
        assertArrayEquals(values(64, 3), weights.values("dense.b"), "float16");
    }

    @Test
    void newerStructuresAndTheOlderGroup() throws URISyntaxException {
        ImportedModel read = read("earlier.weights.h5");
        assertEquals(
                List.of(
                        LayerSpec.rnn(new RnnSpec(RecurrentCell.TANH, 2, 3, 1, Direction.FORWARD, true)),
                        LayerSpec.dense(3, 4)),
                read.weights().spec().layers());
        assertArrayEquals(values(70, 6), read.weights().values("rnn.l0.forward.W"));
        assertArrayEquals(values(72, 3), read.weights().values("rnn.l0.forward.b"));
        assertArrayEquals(values(80, 12), read.weights().values("dense.W"));
        assertArrayEquals(new float[4], read.weights().values("dense.b"));
    }
}
