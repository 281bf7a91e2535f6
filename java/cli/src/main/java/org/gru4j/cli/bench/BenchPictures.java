package org.gru4j.cli.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gru4j.cli.terminal.Console;
import org.gru4j.tasks.output.Picture;

/** Pictures of results. Refers to no class that a small JDK lacks. */
final class BenchPictures {
    /** A picture and where it goes. */
    record Drawing(String what, Path file, Picture.Painter painter) {}

    private BenchPictures() {}

    /** Writes what this Java can draw, warns of the rest, and returns what was written. */
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
