package org.gru4j.tasks.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.gru4j.file.AtomicFile;

/** A picture that goes with a result. Refers to no class that a small JDK lacks. */
public final class Picture {
    /** Draws a picture. */
    @FunctionalInterface
    public interface Painter {
        /** @param png for the picture in that format */
        void paint(OutputStream png) throws IOException;
    }

    private Picture() {}

    /**
     * Writes the picture, whole or not at all, if this Java can draw.
     *
     * @param what it shows
     * @return why this Java can't draw; empty if all went well. A JDK without fonts, or without its graphics libraries,
     *         is no reason for a run to fail, nor is that XChart is not there.
     * @throws org.gru4j.file.WriteFailedException if the file can't be written
     */
    public static Optional<String> write(String what, Path file, Painter painter) {
        byte[] png;
        try {
            png = Png.of(painter);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (NoClassDefFoundError e) {
            return Optional.of(file + ": no picture of " + what
                    + (isXChart(e)
                            ? ": it needs the library org.knowm.xchart:xchart"
                            : ", for this Java can't draw: " + e));
        } catch (IOException | RuntimeException | Error e) { // AWT reports what it lacks by many kinds of errors
            return Optional.of(file + ": no picture of " + what + ", for this Java can't draw: " + e);
        }
        AtomicFile.writeStream(file, out -> out.write(png));
        return Optional.empty();
    }

    /** The library is optional; what it consists of is missing as a whole. */
    private static boolean isXChart(NoClassDefFoundError e) {
        return String.valueOf(e.getMessage()).startsWith("org/knowm/xchart/");
    }
}
