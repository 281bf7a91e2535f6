package org.gru4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A picture that goes with a result. Refers to no class that a small JDK lacks. */
public final class Picture {
    /** Writes a picture. */
    @FunctionalInterface
    public interface Painter {
        void paint(Path file) throws IOException;
    }

    private Picture() {}

    /**
     * Writes the picture, if this Java can draw.
     *
     * @param what it shows
     * @return what went wrong; empty if all went well. A JDK without fonts, or without its graphics libraries, is no
     *         reason for a run to fail.
     */
    public static Optional<String> write(String what, Path file, Painter painter) {
        try {
            painter.paint(file);
            return Optional.empty();
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) { // AWT reports what it lacks by many kinds of errors
            return Optional.of(file + ": no picture of " + what + ", for this Java can't draw: " + e);
        }
    }
}
