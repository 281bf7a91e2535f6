package org.gru4j.tasks.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Pictures in memory. Apart from {@link Picture}, for a small JDK may lack what this refers to. */
final class Png {
    private Png() {}

    static byte[] of(Picture.Painter painter) throws IOException {
        ImageIO.setUseCache(false); // or else there is a file in the directory for temporary files
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        painter.paint(png);
        return png.toByteArray();
    }
}
