package org.gru4j.tasks.run;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gru4j.tasks.output.Picture;

/** Charts of the losses of runs over time. This class does not refer to classes that a reduced JDK may lack. */
public final class LossChart {
    /** Draws measurements as a picture. */
    @FunctionalInterface
    interface Painter {
        void paint(List<Measurement> measurements, Units units, OutputStream png) throws IOException;
    }

    private LossChart() {}

    /**
     * Writes a chart of a run's training and validation loss, if this JDK can draw.
     *
     * @return the reason why there is no chart; empty on success
     */
    static Optional<String> write(List<Measurement> measurements, Units units, Path file) {
        return write((all, in, target) -> LossChartPainter.paint(all, in, target), measurements, units, file);
    }

    static Optional<String> write(Painter painter, List<Measurement> measurements, Units units, Path file) {
        return Picture.write("the loss", file, target -> painter.paint(measurements, units, target));
    }

    /**
     * Writes a chart of the validation losses of several runs, if this JDK can draw.
     *
     * @param runs by name
     * @return the reason why there is no chart; empty on success
     */
    public static Optional<String> compare(Map<String, List<Measurement>> runs, Units units, Path file) {
        return Picture.write("the losses", file, target -> LossChartPainter.paint(runs, units, target));
    }
}
