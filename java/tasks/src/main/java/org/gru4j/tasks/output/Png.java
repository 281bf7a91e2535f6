package org.gru4j.tasks.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Writes images as PNG. Separate from {@link Picture} because a reduced JDK may lack the classes used here. */
final class Png {
    private Png() {}

    static byte[] of(Picture.Painter painter) throws IOException {
        ImageIO.setUseCache(false); // otherwise it writes a temporary file
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        painter.paint(png);
        return png.toByteArray();
    }
}
