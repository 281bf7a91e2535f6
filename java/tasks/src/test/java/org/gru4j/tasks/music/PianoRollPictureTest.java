package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PianoRollPictureTest {
    private static final int BLUE = 0xff1f77b4;

    private BufferedImage draw(PianoRoll roll) throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        PianoRollPicture.write(roll, 2, "title", png);
        return ImageIO.read(new ByteArrayInputStream(png.toByteArray()));
    }

    /** Pixels of notes in a column. */
    private static int notesAt(BufferedImage image, int x) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            count += image.getRGB(x, y) == BLUE ? 1 : 0;
        }
        return count;
    }

    @Test
    void notesAreBarsOfTheirLength() throws IOException {
        BufferedImage image = draw(PianoRoll.ofPitches(new int[][] {{60, 71}, {60}, {}, {62}}));
        int[] expected = {16, 8, 0, 8};
        for (int t = 0; t < 4; t++) {
            assertEquals(expected[t], notesAt(image, 16 + 34 + 8 * t + 4), "frame " + t);
        }
    }

    @Test
    void drawsSilenceAllKeysAndLongPieces() throws IOException {
        assertEquals(0, notesAt(draw(PianoRoll.ofPitches(new int[4][0])), 60));
        assertEquals(16, notesAt(draw(PianoRoll.ofPitches(new int[][] {{21, 108}, {21, 108}})), 54));
        assertTrue(draw(PianoRoll.ofPitches(new int[20_000][0])).getWidth() < 9000);
    }
}
