package org.gru4j.tasks.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gru4j.tasks.output.Picture;

/** Pictures of runs: losses over the time. Refers to no class that a small JDK lacks. */
public final class LossChart {
    /** Writes a picture of what was measured. */
    @FunctionalInterface
    interface Painter {
        void paint(List<Measurement> measurements, Units units, OutputStream png) throws IOException;
    }

    private LossChart() {}

    /**
     * Writes the picture of a run, training and validation loss, if this Java can draw.
     *
     * @return what went wrong; empty if all went well
     */
    static Optional<String> write(List<Measurement> measurements, Units units, Path file) {
        return write((all, in, target) -> LossChartPainter.paint(all, in, target), measurements, units, file);
    }

    static Optional<String> write(Painter painter, List<Measurement> measurements, Units units, Path file) {
        return Picture.write("the loss", file, target -> painter.paint(measurements, units, target));
    }

    /**
     * Writes a picture of the validation losses of several runs, if this Java can draw.
     *
     * @param runs by name
     * @return as above
     */
    public static Optional<String> compare(Map<String, List<Measurement>> runs, Units units, Path file) {
        return Picture.write("the losses", file, target -> LossChartPainter.paint(runs, units, target));
    }
}
