package org.gru4j.tasks.text;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import javax.imageio.ImageIO;
import org.gru4j.recurrent.GruGates;

/**
 * Draws the update gate, the reset gate and the state as three maps, one below the other. Each unit is a row, each
 * character a column.
 */
final class GatesPicture {
    private static final int CELL = 14;
    private static final int MARGIN = 16;
    private static final int TITLE = 28;
    private static final Font FONT = new Font(Font.MONOSPACED, Font.PLAIN, 13);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);

    private final GruGates gates;
    private final int[] units;
    private final String text;

    private GatesPicture(GruGates gates, int[] units, String text) {
        this.gates = gates;
        this.units = units;
        this.text = text;
    }

    static void write(GruGates gates, int[] units, String text, OutputStream png) throws IOException {
        if (!ImageIO.write(new GatesPicture(gates, units, text).paint(), "png", png)) {
            throw new IOException("this Java can't write PNG files");
        }
    }

    private BufferedImage paint() {
        int mapHeight = TITLE + CELL * (units.length + 1) + MARGIN;
        BufferedImage image = new BufferedImage(
                Math.max(420, 2 * MARGIN + CELL * gates.steps()), MARGIN + 3 * mapHeight, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        paintMap(g, "update gate u: light keeps the old state", gates.u(), false, MARGIN);
        paintMap(g, "reset gate r: dark ignores the old state", gates.r(), false, MARGIN + mapHeight);
        paintMap(g, "state h: blue −1, white 0, red 1", gates.h(), true, MARGIN + 2 * mapHeight);
        g.dispose();
        return image;
    }

    private void paintMap(Graphics2D g, String title, double[] values, boolean signed, int top) {
        g.setColor(Color.BLACK);
        g.setFont(BOLD);
        g.drawString(title, MARGIN, top + CELL);
        g.setFont(FONT);
        int[] characters = text.codePoints().toArray();
        for (int t = 0; t < gates.steps(); t++) {
            int left = MARGIN + CELL * t;
            g.setColor(Color.BLACK);
            g.drawString(visible(characters[t]), left + 3, top + TITLE + CELL - 4);
            for (int k = 0; k < units.length; k++) {
                double value = values[gates.index(t, 0, units[k])];
                g.setColor(signed ? diverging(value) : grey(value));
                g.fillRect(left, top + TITLE + CELL * (k + 1), CELL - 1, CELL - 1);
            }
        }
    }

    private static String visible(int character) {
        return switch (character) {
            case ' ' -> "·";
            case '\n' -> "¶";
            case '\t' -> "→";
            default -> Character.toString(character);
        };
    }

    private static Color grey(double value) {
        float level = (float) Math.max(0, Math.min(1, value));
        return new Color(level, level, level);
    }

    private static Color diverging(double value) {
        float rest = (float) (1 - Math.min(1, Math.abs(value)));
        return value < 0 ? new Color(rest, rest, 1f) : new Color(1f, rest, rest);
    }
}
