package org.gru4j.tasks.text;

import java.util.Arrays;

/** A hash table from pairs of ints to counts, with open addressing, for millions of entries. */
final class PairCounts {
    private static final long EMPTY = -1;

    private long[] keys;
    private int[] values;
    private int size;

    PairCounts() {
        keys = newKeys(1 << 10);
        values = new int[keys.length];
    }

    private static long[] newKeys(int capacity) {
        long[] keys = new long[capacity];
        Arrays.fill(keys, EMPTY);
        return keys;
    }

    /** Returns the count of a pair of non-negative numbers; 0 if it was never set. */
    int get(int first, int second) {
        return values[slot(keys, key(first, second))];
    }

    void set(int first, int second, int value) {
        long key = key(first, second);
        int slot = slot(keys, key);
        if (keys[slot] == EMPTY) {
            if (2 * ++size > keys.length) {
                grow();
                slot = slot(keys, key);
            }
            keys[slot] = key;
        }
        values[slot] = value;
    }

    private static long key(int first, int second) {
        return ((long) first << 32) | second;
    }

    /** Returns the slot of the key, or the free slot where it belongs. */
    private static int slot(long[] keys, long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        int slot = (int) (mixed >>> 32) & (keys.length - 1);
        while (keys[slot] != key && keys[slot] != EMPTY) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] newKeys = newKeys(2 * keys.length);
        int[] newValues = new int[newKeys.length];
        for (int k = 0; k < keys.length; k++) {
            if (keys[k] != EMPTY) {
                int slot = slot(newKeys, keys[k]);
                newKeys[slot] = keys[k];
                newValues[slot] = values[k];
            }
        }
        keys = newKeys;
        values = newValues;
    }
}
