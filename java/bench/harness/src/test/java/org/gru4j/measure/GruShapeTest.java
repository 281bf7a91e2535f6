package org.gru4j.measure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.recurrent.ResetGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GruShapeTest {
    @Test
    void readsWhatItWrites() {
        GruShape shape = new GruShape(2, 3, 4, 5);
        assertEquals(shape, GruShape.parse(shape.toString()));
        assertEquals(shape, GruShape.parse("2x3x4x5"));
        assertEquals(List.of(shape, new GruShape(1, 1, 1, 1)), GruShape.parseAll("2,3,4,5; 1,1,1,1"));
        assertArrayEquals(new int[] {2, 3, 4, 5}, shape.dims());
        GruTask task = new GruTask(shape, ResetGate.BEFORE, false);
        assertEquals(task, GruTask.parse(task.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2,3,4", "2,3,4,5,6", "2,3,4,five", "0,3,4,5", "2,3,4,-5", "2,3,4,5;", "2,3,,5"})
    void saysWhatItExpected(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> GruShape.parseAll(text))
                .getMessage();
        assertTrue(message.contains("T,N,I,H"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2,3,4,5", "2,3,4,5 beside train", "2,3,4,5 after sleep", "2,3,4,5 after train now"})
    void tasksThatAreNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> GruTask.parse(text));
    }

    @Test
    void countsTheProductsOfAStep() {
        GruShape shape = new GruShape(2, 3, 4, 5);
        assertEquals(6.0 * 2 * 3 * 15 * 9, new GruTask(shape, ResetGate.AFTER, true).flops());
        assertEquals(2.0 * 2 * 3 * 15 * 9, new GruTask(shape, ResetGate.BEFORE, false).flops());
    }

    @Test
    void countsTheBytesOfInference() {
        // x 24, y 30, W 60, U 75, b 15
        assertEquals(
                4.0 * (24 + 30 + 60 + 75 + 15), new GruTask(new GruShape(2, 3, 4, 5), ResetGate.BEFORE, false).bytes());
    }
}
