package org.gru4j.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private final float[] values =
            TaskData.of(new GruShape(4, 3, 5, 7), ResetGate.AFTER).x();

    private float[] changed(float factor, int shift) {
        float[] others = new float[values.length];
        for (int k = 0; k < values.length; k++) {
            others[k] = factor * values[(k + shift) % values.length];
        }
        return others;
    }

    @Test
    void forgivesRounding() {
        assertTrue(Checksum.of(changed(1 + 1e-5f, 0)).agreesWith(Checksum.of(values)));
    }

    @Test
    void noticesSizeOrderAndSign() {
        Checksum expected = Checksum.of(values);
        assertFalse(Checksum.of(changed(1.01f, 0)).agreesWith(expected));
        assertFalse(Checksum.of(changed(1, 1)).agreesWith(expected));
        assertFalse(Checksum.of(changed(-1, 0)).agreesWith(expected));
        assertTrue(Checksum.of(changed(-1, 1)).sameNormAs(expected));
        assertFalse(Checksum.of(changed(Float.NaN, 0)).agreesWith(expected));
    }

    @Test
    void readsWhatItWrites() {
        assertEquals(Checksum.of(values), Checksum.parse(Checksum.of(values).toString()));
    }

    @Test
    void layoutsOfOthers() {
        // W [2,3,1]: row 0 is u 1, r 2, o 3
        float[] parameter = {1, 2, 3, 4, 5, 6};
        assertArrayEquals(new float[] {2, 5, 1, 4, 3, 6}, TaskData.transposed(parameter, 1, 1, 0, 2));
        assertArrayEquals(new float[] {0, 0, 5, 6, 1, 2}, TaskData.biasRows(parameter, 2, -1, 2, 0));
    }
}
