package org.gru4j.interop.onnx.read;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Constant floats from the file.
 *
 * <p>Immutable, because nobody writes to the array.
 *
 * @param dims the size of each axis
 * @param values the numbers, row-major
 */
public record Weights(List<Dim> dims, float[] values) implements Value {
    public Weights {
        dims = List.copyOf(dims);
    }

    static Weights of(float[] values, int... dims) {
        return new Weights(Arrays.stream(dims).mapToObj(Dim::of).toList(), values);
    }

    int dim(int axis) {
        return (int) dims.get(axis).factor();
    }

    boolean is(int... sizes) {
        if (sizes.length != rank()) {
            return false;
        }
        for (int k = 0; k < sizes.length; k++) {
            if (!dims.get(k).is(sizes[k])) {
                return false;
            }
        }
        return true;
    }

    /** Returns the distance in the array between consecutive indices of an axis. */
    private int stride(int axis) {
        int stride = 1;
        for (int k = axis + 1; k < rank(); k++) {
            stride *= dim(k);
        }
        return stride;
    }

    @Override
    public Weights transpose(int... perm) {
        int[] strides = new int[rank()];
        List<Dim> target = new ArrayList<>();
        for (int k = 0; k < rank(); k++) {
            strides[k] = stride(perm[k]);
            target.add(dims.get(perm[k]));
        }
        float[] moved = new float[values.length];
        int[] index = new int[rank()];
        for (int to = 0, from = 0; to < moved.length; to++) {
            moved[to] = values[from];
            for (int k = rank() - 1; k >= 0; k--) {
                from += strides[k];
                if (++index[k] < target.get(k).factor()) {
                    break;
                }
                from -= strides[k] * index[k];
                index[k] = 0;
            }
        }
        return new Weights(target, moved);
    }

    @Override
    public Weights reshape(List<Dim> target) {
        return new Weights(target, values);
    }

    @Override
    public Weights slice(int axis, int from, int to) {
        int block = stride(axis);
        int row = dim(axis) * block;
        int part = (to - from) * block;
        List<Dim> target = new ArrayList<>(dims);
        target.set(axis, Dim.of(to - from));
        float[] taken = new float[row == 0 ? 0 : values.length / row * part];
        for (int at = 0, source = from * block; at < taken.length; at += part, source += row) {
            System.arraycopy(values, source, taken, at, part);
        }
        return new Weights(target, taken);
    }

    /** Concatenates constants along an axis. Their other sizes must be the same. */
    static Weights concat(List<Weights> parts, int axis) {
        int size = 0;
        int length = 0;
        for (Weights part : parts) {
            size += part.dim(axis);
            length += part.values.length;
        }
        List<Dim> target = new ArrayList<>(parts.get(0).dims);
        target.set(axis, Dim.of(size));
        float[] joined = new float[length];
        int row = size * parts.get(0).stride(axis);
        int offset = 0;
        for (Weights part : parts) {
            int block = part.dim(axis) * part.stride(axis);
            for (int from = 0, to = offset; from < part.values.length; from += block, to += row) {
                System.arraycopy(part.values, from, joined, to, block);
            }
            offset += block;
        }
        return new Weights(target, joined);
    }

    boolean allEqual(float value) {
        for (float v : values) {
            if (v != value) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String describe() {
        return "constant numbers " + dims;
    }
}
