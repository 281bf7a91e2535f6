package org.gru4j.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.gru4j.tensor.Scope;
import org.gru4j.tensor.Tensor;

/**
 * Tensors of numbers in ±½ as inputs of kernels. They are fast to create, because a backend is checked whenever it is
 * loaded.
 */
final class KernelNumbers {
    /** The numbers repeat after this many. It is a prime, so that the parts of different threads are not the same. */
    private static final int PERIOD = 4093;

    private final Scope scope;
    private final Random random;
    private float[] block = new float[0];

    KernelNumbers(Scope scope, long seed) {
        this.scope = scope;
        random = new Random(seed);
    }

    Tensor tensor(String name, int... dims) {
        Tensor tensor = scope.allocate(name, dims);
        int length = Math.min(PERIOD, tensor.size());
        if (block.length < length) {
            block = new float[length];
            for (int k = 0; k < length; k++) {
                block[k] = random.nextFloat() - 0.5f;
            }
        }
        // each tensor begins at a different place of the period
        int from = length < 2 ? 0 : random.nextInt(length);
        for (int at = 0; at < tensor.size(); ) {
            int count = Math.min(length - from, tensor.size() - at);
            tensor.write(at, block, from, count);
            at += count;
            from = 0;
        }
        return tensor;
    }

    /** Returns numbers from 0 to {@code bound} − 1; every seventh is −1, which stands for none. */
    static int[] ids(int size, int bound) {
        int[] ids = new int[size];
        for (int k = 0; k < size; k++) {
            ids[k] = k % 7 == 2 ? -1 : k * 31 % bound;
        }
        return ids;
    }

    static Map<String, float[]> results(Tensor... tensors) {
        Map<String, float[]> results = new LinkedHashMap<>();
        for (Tensor tensor : tensors) {
            results.put(tensor.toString(), tensor.toArray());
        }
        return results;
    }
}
