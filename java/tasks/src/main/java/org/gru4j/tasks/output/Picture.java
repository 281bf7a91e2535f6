package org.gru4j.tasks.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.gru4j.file.AtomicFile;

/** Writes pictures of results. This class does not refer to classes that a reduced JDK may lack. */
public final class Picture {
    /** Draws a picture. */
    @FunctionalInterface
    public interface Painter {
        /** @param png receives the picture as PNG */
        void paint(OutputStream png) throws IOException;
    }

    private Picture() {}

    /**
     * Writes the picture completely or not at all, if this JDK can draw.
     *
     * @param what the picture's subject, for messages
     * @return why this JDK can't draw; empty on success. A run must not fail because the JDK lacks fonts or its
     *     graphics libraries, or because XChart is missing.
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
                            ? ": the library org.knowm.xchart:xchart is missing"
                            : ", because this Java can't draw: " + e));
        } catch (IOException | RuntimeException | Error e) { // AWT throws many kinds of errors for missing parts
            return Optional.of(file + ": no picture of " + what + ", because this Java can't draw: " + e);
        }
        AtomicFile.writeStream(file, out -> out.write(png));
        return Optional.empty();
    }

    /** Returns whether the missing class is one of XChart's. The library is optional. */
    private static boolean isXChart(NoClassDefFoundError e) {
        return String.valueOf(e.getMessage()).startsWith("org/knowm/xchart/");
    }
}
