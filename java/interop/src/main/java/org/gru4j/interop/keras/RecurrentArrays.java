package org.gru4j.interop.keras;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.hdf5.HdfArray;
import org.gru4j.interop.hdf5.HdfGroup;
import org.gru4j.interop.keras.KerasDescription.Sizes;
import org.gru4j.interop.keras.KerasLayer.Cell;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one direction of a recurrent layer, with checked shapes: a kernel, a recurrent kernel and, if the layer
 * has one, a bias.
 */
final class RecurrentArrays {
    private final Cell cell;
    /** The kind of GRU; AFTER, and unused, for other cells. */
    private final ResetGate resetGate;

    private final List<HdfArray> arrays;

    private RecurrentArrays(Cell cell, ResetGate resetGate, List<HdfArray> arrays) {
        this.cell = cell;
        this.resetGate = resetGate;
        this.arrays = arrays;
    }

    /**
     * Checks the arrays of a layer.
     *
     * @param layer the layer
     * @param group the layer's group, for error messages
     * @param arrays kernel, recurrent kernel and, if the layer has one, bias
     * @param told the sizes in the description; null if there is no description
     * @param biaslessResetGate the kind of GRUs that have no bias and no description; null if unknown
     * @throws IOException if these are not the layer's arrays
     */
    static RecurrentArrays of(
            KerasLayer.Recurrent layer,
            HdfGroup group,
            List<HdfArray> arrays,
            @Nullable Sizes told,
            @Nullable ResetGate biaslessResetGate)
            throws IOException {
        int units = told == null ? KerasVariables.units(group, arrays) : told.units();
        if (told != null && arrays.size() != (told.bias() ? 3 : 2)) {
            throw new IOException(group.path() + ": expected " + (told.bias() ? 3 : 2)
                    + " arrays in its cell's vars but got "
                    + arrays.size());
        }
        int columns = Math.multiplyExact(layer.cell().gates(), units);
        HdfArray kernel = arrays.get(0);
        int inputs = told == null || told.inputs() == 0 ? (kernel.rank() == 0 ? 0 : kernel.dim(0)) : told.inputs();
        KerasVariables.requireShape(kernel, "kernel [I," + layer.cell().gates() + "·H]", inputs, columns);
        KerasVariables.requireShape(
                arrays.get(1), "recurrent kernel [H," + layer.cell().gates() + "·H]", units, columns);
        ResetGate resetGate = resetGate(layer, group, arrays, biaslessResetGate);
        if (arrays.size() == 3) {
            if (layer.cell() == Cell.GRU && resetGate == ResetGate.AFTER) {
                KerasVariables.requireShape(arrays.get(2), "bias of a GRU with reset_after [2,3·H]", 2, columns);
            } else {
                KerasVariables.requireShape(
                        arrays.get(2), "bias [" + layer.cell().gates() + "·H]", columns);
            }
        }
        return new RecurrentArrays(layer.cell(), resetGate, arrays);
    }

    private static ResetGate resetGate(
            KerasLayer.Recurrent layer, HdfGroup group, List<HdfArray> arrays, @Nullable ResetGate biasless)
            throws IOException {
        if (layer.resetGate() != null) {
            return layer.resetGate();
        }
        if (layer.cell() != Cell.GRU) {
            return ResetGate.AFTER;
        }
        if (arrays.size() == 3) {
            return arrays.get(2).rank() == 2 ? ResetGate.AFTER : ResetGate.BEFORE;
        }
        if (biasless == null) {
            throw new IOException(group.path() + ": reset_after of a GRU without a bias is ambiguous: set it with"
                    + " WeightsHints.biaslessResetGate");
        }
        return biasless;
    }

    int inputs() {
        return arrays.get(0).dim(0);
    }

    int units() {
        return arrays.get(1).dim(0);
    }

    boolean hasBias() {
        return arrays.size() == 3;
    }

    ResetGate resetGate() {
        return resetGate;
    }

    List<String> shapes() {
        return arrays.stream().map(HdfArray::shape).toList();
    }

    boolean isLike(RecurrentArrays other) {
        return shapes().equals(other.shapes());
    }

    /** Adds W, U and b in gru4j's layout, under names that begin with {@code prefix}. */
    void putInto(Map<String, float[]> values, String prefix) throws IOException {
        values.put(prefix + "W", arrays.get(0).read());
        values.put(prefix + "U", arrays.get(1).read());
        if (hasBias()) {
            float[] bias = arrays.get(2).read();
            values.put(prefix + "b", cell == Cell.GRU && resetGate == ResetGate.AFTER ? folded(bias, units()) : bias);
        }
    }

    /** Returns bu, br, bo, bu' [4,H] from the biases of the input and of the state, each z, r, h: [2,3H]. */
    private static float[] folded(float[] bias, int units) {
        float[] folded = new float[4 * units];
        for (int j = 0; j < 3 * units; j++) {
            folded[j] = j < 2 * units ? bias[j] + bias[3 * units + j] : bias[j];
        }
        System.arraycopy(bias, 5 * units, folded, 3 * units, units);
        return folded;
    }
}
