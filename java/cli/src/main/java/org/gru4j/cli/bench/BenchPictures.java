package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gru4j.cli.terminal.Console;
import org.gru4j.tasks.output.Picture;

/** Writes pictures of results. This class does not refer to classes that a reduced JDK may lack. */
final class BenchPictures {
    /** A picture and its file. */
    record Drawing(String what, Path file, Picture.Painter painter) {}

    private BenchPictures() {}

    /** Writes the pictures that this JDK can draw, warns about the others, and returns the written files. */
    static List<Path> write(Console console, Drawing... drawings) {
        List<Path> written = new ArrayList<>();
        for (Drawing drawing : drawings) {
            Optional<String> problem = Picture.write(drawing.what, drawing.file, drawing.painter);
            if (problem.isPresent()) {
                console.warn(problem.get());
            } else {
                written.add(drawing.file);
                console.say("picture: " + drawing.file);
            }
        }
        return written;
    }
}
