package org.gru4j.examples.dates;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws attention weights: a row for each character written, a column for each character read. */
final class AttentionPicture {
    private static final int CELL = 22;
    private static final int MARGIN = 14;
    private static final int LABEL = 24;
    private static final int SCALE = 150;
    private static final int SCALE_HEIGHT = 10;
    private static final Font CHARACTERS = new Font(Font.MONOSPACED, Font.PLAIN, 16);
    private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 13);

    private AttentionPicture() {}

    /** @param weights [character of {@code iso}][character of {@code written}] */
    static void write(float[][] weights, String written, String iso, Path png) throws IOException {
        int left = MARGIN + LABEL + CELL;
        int top = MARGIN + LABEL + CELL;
        int width = left + CELL * written.length() + MARGIN;
        int height = top + CELL * iso.length() + LABEL + SCALE_HEIGHT + MARGIN;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.setColor(Color.BLACK);
        g.setFont(LABELS);
        center(g, "input characters", left + CELL * written.length() / 2, MARGIN + LABEL / 2);
        g.rotate(-Math.PI / 2);
        center(g, "output characters", -(top + CELL * iso.length() / 2), MARGIN + LABEL / 2);
        g.rotate(Math.PI / 2);
        g.setFont(CHARACTERS);
        for (int s = 0; s < written.length(); s++) {
            center(g, visible(written.charAt(s)), left + CELL * s + CELL / 2, top - CELL / 2);
        }
        for (int t = 0; t < iso.length(); t++) {
            g.setColor(Color.BLACK);
            center(g, visible(iso.charAt(t)), left - CELL / 2, top + CELL * t + CELL / 2);
            for (int s = 0; s < written.length(); s++) {
                g.setColor(shade(weights[t][s]));
                g.fillRect(left + CELL * s, top + CELL * t, CELL - 1, CELL - 1);
            }
        }
        scale(g, left, top + CELL * iso.length() + LABEL);
        g.dispose();
        if (!ImageIO.write(image, "png", png.toFile())) {
            throw new IOException("this Java has no writer for PNG");
        }
    }

    private static void scale(Graphics2D g, int left, int top) {
        g.setFont(LABELS);
        g.setColor(Color.BLACK);
        g.drawString("weight 0", left, top + SCALE_HEIGHT);
        int from = left + g.getFontMetrics().stringWidth("weight 0 ");
        for (int x = 0; x < SCALE; x++) {
            g.setColor(shade((float) x / SCALE));
            g.fillRect(from + x, top, 1, SCALE_HEIGHT);
        }
        g.setColor(Color.BLACK);
        g.drawString(" 1", from + SCALE, top + SCALE_HEIGHT);
    }

    private static String visible(char character) {
        return character == ' ' ? "·" : String.valueOf(character);
    }

    /** From a light grey, so that the cells can be counted, to a dark blue. */
    private static Color shade(float weight) {
        float rest = 1 - Math.max(0, Math.min(1, weight));
        return new Color(0.05f + 0.88f * rest, 0.2f + 0.73f * rest, 0.45f + 0.5f * rest);
    }

    private static void center(Graphics2D g, String text, int x, int y) {
        FontMetrics metrics = g.getFontMetrics();
        g.drawString(text, x - metrics.stringWidth(text) / 2, y + (metrics.getAscent() - metrics.getDescent()) / 2);
    }
}
