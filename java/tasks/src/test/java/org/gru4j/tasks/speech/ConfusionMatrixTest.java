package org.gru4j.tasks.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static ConfusionMatrix matrix() {
        List<String> words = List.of("yes", "no", "a-word-that-is-too-long", "never");
        ConfusionMatrix matrix = new ConfusionMatrix(words);
        int[][] counts = {{30, 2, 0, 0}, {8, 12, 0, 0}, {1, 1, 118, 0}, {0, 0, 0, 0}};
        for (int said = 0; said < counts.length; said++) {
            for (int heard = 0; heard < counts.length; heard++) {
                for (int k = 0; k < counts[said][heard]; k++) {
                    matrix.add(said, heard);
                }
            }
        }
        return matrix;
    }

    @Test
    void accuracyIsTheDiagonalsShare() {
        ConfusionMatrix matrix = matrix();
        assertEquals(8, matrix.count(1, 0));
        assertEquals(20, matrix.said(1));
        assertEquals(160 / 172.0, matrix.accuracy());
        assertTrue(Double.isNaN(new ConfusionMatrix(List.of("a", "b")).accuracy()));
    }

    @Test
    void thePictureShowsWhatIsConfused() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ConfusionPicture.write(matrix(), png);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
        int left = 16 + 8 * 17;
        int top = 16 + 44 + 8 * 17;
        int right = image.getRGB(left + 2, top + 2) & 0xFFFFFF;
        int wrong = image.getRGB(left + 2, top + 36 + 2) & 0xFFFFFF;
        int never = image.getRGB(left + 2 * 36 + 2, top + 2) & 0xFFFFFF;
        assertEquals(0xFFFFFF, never);
        assertEquals(0xFF, right & 0xFF); // blue
        assertEquals(0xFF, wrong >> 16); // red
        assertNotEquals(0xFFFFFF, wrong);
    }
}
