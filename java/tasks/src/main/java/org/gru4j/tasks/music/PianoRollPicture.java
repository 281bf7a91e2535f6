package org.gru4j.tasks.music;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;
import org.gru4j.argument.Arguments;

/**
 * Draws a piano roll. Time runs to the right, with a line at each beat; pitch runs upwards over the octaves that the
 * piece uses. The rows of black keys are grey. A held note is one bar.
 */
public final class PianoRollPicture {
    private static final int ROW = 9;
    private static final int MARGIN = 16;
    private static final int LABELS = 34;
    private static final int TITLE = 28;
    private static final int OCTAVE = 12;
    private static final int MIN_WIDTH = 480;
    private static final int MAX_WIDTH = 8000;
    private static final Font FONT = new Font(Font.MONOSPACED, Font.PLAIN, 12);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);
    private static final Color BLACK_KEY = new Color(0xf0f0f0);
    private static final Color BEAT = new Color(0xdddddd);
    private static final Color OCTAVE_LINE = new Color(0xbbbbbb);
    private static final Color NOTE = new Color(0x1f77b4);

    private final PianoRoll roll;
    private final int framesPerBeat;
    private final int cell;
    private final int lowest;
    private final int highest;

    private PianoRollPicture(PianoRoll roll, int framesPerBeat) {
        this.roll = roll;
        this.framesPerBeat = framesPerBeat;
        cell = Math.max(1, Math.min(8, MAX_WIDTH / Math.max(1, roll.frames())));
        int low = PianoRoll.HIGHEST;
        int high = PianoRoll.LOWEST;
        for (int t = 0; t < roll.frames(); t++) {
            for (int pitch : roll.pitches(t)) {
                low = Math.min(low, pitch);
                high = Math.max(high, pitch);
            }
        }
        boolean silent = low > high;
        lowest = silent ? 5 * OCTAVE : low - low % OCTAVE;
        highest = silent ? 6 * OCTAVE : high - high % OCTAVE + OCTAVE;
    }

    /**
     * Writes a PNG. Only the first 8000 frames are drawn.
     *
     * @param framesPerBeat frames from one line to the next
     */
    public static void write(PianoRoll roll, int framesPerBeat, String title, OutputStream png) throws IOException {
        Arguments.requirePositive("frames per beat", framesPerBeat);
        PianoRoll shown = roll.frames() <= MAX_WIDTH ? roll : roll.slice(0, MAX_WIDTH);
        if (!ImageIO.write(new PianoRollPicture(shown, framesPerBeat).paint(title), "png", png)) {
            throw new IOException("this Java can't write PNG files");
        }
    }

    private BufferedImage paint(String title) {
        int width = Math.max(MIN_WIDTH, 2 * MARGIN + LABELS + cell * roll.frames());
        BufferedImage image = new BufferedImage(width, y(lowest) + ROW + MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, image.getHeight());
        g.setColor(Color.BLACK);
        g.setFont(BOLD);
        g.drawString(title, MARGIN, MARGIN + 10);
        paintKeys(g);
        g.setColor(NOTE);
        for (int pitch = Math.max(lowest, PianoRoll.LOWEST); pitch <= Math.min(highest, PianoRoll.HIGHEST); pitch++) {
            paintNotes(g, pitch);
        }
        g.dispose();
        return image;
    }

    private void paintKeys(Graphics2D g) {
        int end = x(roll.frames());
        g.setFont(FONT);
        for (int pitch = lowest; pitch <= highest; pitch++) {
            g.setColor(isBlack(pitch) ? BLACK_KEY : Color.WHITE);
            g.fillRect(x(0), y(pitch), end - x(0), ROW);
            if (pitch % OCTAVE == 0) {
                g.setColor(Color.BLACK);
                g.drawString("C" + (pitch / OCTAVE - 1), MARGIN, y(pitch) + ROW);
            }
        }
        g.setColor(BEAT);
        for (int t = 0; t <= roll.frames(); t += framesPerBeat) {
            g.drawLine(x(t), y(highest), x(t), y(lowest) + ROW);
        }
        g.setColor(OCTAVE_LINE);
        for (int pitch = lowest; pitch <= highest; pitch += OCTAVE) {
            g.drawLine(x(0), y(pitch) + ROW, end, y(pitch) + ROW);
        }
    }

    private void paintNotes(Graphics2D g, int pitch) {
        int key = pitch - PianoRoll.LOWEST;
        for (int t = 0; t < roll.frames(); t++) {
            int from = t;
            while (t < roll.frames() && roll.isOn(t, key)) {
                t++;
            }
            if (t > from) {
                g.fillRect(x(from), y(pitch) + 1, Math.max(1, x(t) - x(from) - 1), ROW - 1);
            }
        }
    }

    private int x(int frame) {
        return MARGIN + LABELS + cell * frame;
    }

    private int y(int pitch) {
        return MARGIN + TITLE + ROW * (highest - pitch);
    }

    private static boolean isBlack(int pitch) {
        return switch (pitch % OCTAVE) {
            case 1, 3, 6, 8, 10 -> true;
            default -> false;
        };
    }
}
