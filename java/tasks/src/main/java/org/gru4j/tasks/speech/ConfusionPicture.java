package org.gru4j.tasks.speech;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Draws a confusion matrix, with a row for each word said and a column for each word recognised. Darker cells are a
 * larger share of their row.
 */
final class ConfusionPicture {
    private static final int CELL = 36;
    private static final int MARGIN = 16;
    private static final int TITLE = 44;
    private static final int CHARACTER = 8; // of FONT
    private static final int LONGEST_WORD = 16; // characters
    private static final Font FONT = new Font(Font.MONOSPACED, Font.PLAIN, 13);
    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13);

    private final ConfusionMatrix matrix;
    private final int labels; // width of the row labels, height of the column labels

    private ConfusionPicture(ConfusionMatrix matrix) {
        this.matrix = matrix;
        labels = CHARACTER
                + CHARACTER
                        * matrix.words().stream()
                                .mapToInt(word -> shown(word).length())
                                .max()
                                .orElse(0);
    }

    static void write(ConfusionMatrix matrix, OutputStream png) throws IOException {
        if (!ImageIO.write(new ConfusionPicture(matrix).paint(), "png", png)) {
            throw new IOException("this Java can't write PNG files");
        }
    }

    private static String shown(String word) {
        return word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD - 1) + "…";
    }

    private BufferedImage paint() {
        int words = matrix.words().size();
        int left = MARGIN + labels;
        int top = MARGIN + TITLE + labels;
        BufferedImage image = new BufferedImage(
                Math.max(420, left + CELL * words + MARGIN), top + CELL * words + MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setColor(Color.BLACK);
        g.setFont(BOLD);
        g.drawString(
                String.format(
                        Locale.ROOT,
                        "words said (rows), recognised (columns): %.1f %% correct",
                        100 * matrix.accuracy()),
                MARGIN,
                MARGIN + 13);
        for (int k = 0; k < words; k++) {
            paintLabels(g, shown(matrix.words().get(k)), left, top, k);
            for (int heard = 0; heard < words; heard++) {
                paintCell(g, k, heard, left + CELL * heard, top + CELL * k);
            }
        }
        g.dispose();
        return image;
    }

    private void paintLabels(Graphics2D g, String word, int left, int top, int k) {
        g.setColor(Color.BLACK);
        g.setFont(FONT);
        int baseline = CELL / 2 + 5;
        g.drawString(word, left - CHARACTER / 2 - CHARACTER * word.length(), top + CELL * k + baseline);
        Graphics2D upwards = (Graphics2D) g.create();
        upwards.translate(left + CELL * k + baseline, top - CHARACTER / 2);
        upwards.rotate(-Math.PI / 2);
        upwards.drawString(word, 0, 0);
        upwards.dispose();
    }

    private void paintCell(Graphics2D g, int said, int heard, int x, int y) {
        int count = matrix.count(said, heard);
        float share = count / (float) Math.max(1, matrix.said(said));
        g.setColor(said == heard ? new Color(1 - share, 1 - 0.5f * share, 1f) : new Color(1f, 1 - share, 1 - share));
        g.fillRect(x, y, CELL - 1, CELL - 1);
        g.setColor(count == 0 ? Color.LIGHT_GRAY : share > 0.6 ? Color.WHITE : Color.BLACK);
        g.setFont(FONT);
        String text = Integer.toString(count);
        g.drawString(text, x + (CELL - CHARACTER * text.length()) / 2, y + CELL / 2 + 5);
    }
}
