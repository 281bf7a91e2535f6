package org.gru4j.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gru4j.cli.option.Sentences;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.recurrent.ResetGate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose the layer to measure. */
final class ShapeOptions {
    /** Recurrent cells. */
    enum Cell {
        GRU
    }

    /** The passes to time. */
    enum Mode {
        TRAIN,
        INFER
    }

    @Option(
            names = "--shapes",
            paramLabel = "T,N,I,H;…",
            description =
                    "Layers to measure: steps, sequences, inputs and units of each (default: ten from 20,1,256,256"
                            + " to 25,32,1024,1024).")
    private @Nullable String shapes;

    @Option(
            names = "--sweep",
            paramLabel = "T|N|H",
            description =
                    "Instead of --shapes: vary one size of 50,64,128,128 from very small to large; H varies inputs"
                            + " and units.")
    private GruShape.@Nullable Size sweep;

    @Option(names = "--cell", paramLabel = "gru", description = "Recurrent cell (default: gru).")
    private Cell cell = Cell.GRU;

    @Option(
            names = "--reset-gate",
            paramLabel = "after|before",
            split = ",",
            hideParamSyntax = true,
            description = Sentences.RESET_GATE + "; or both, separated by a comma (default: after).")
    private List<ResetGate> resetGates = List.of(ResetGate.AFTER);

    @Option(
            names = "--mode",
            paramLabel = "train|infer",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Time forward and backward passes, or forward passes alone; or both, separated by a comma (default:"
                            + " train).")
    private List<Mode> modes = List.of(Mode.TRAIN);

    /** Returns the tasks, grouped by shape. */
    List<GruTask> tasks() {
        List<GruTask> tasks = new ArrayList<>();
        for (GruShape shape : shapes()) {
            for (ResetGate resetGate : resetGates) {
                for (Mode mode : modes) {
                    tasks.add(new GruTask(shape, resetGate, mode == Mode.TRAIN));
                }
            }
        }
        return tasks;
    }

    private List<GruShape> shapes() {
        if (sweep != null) {
            if (shapes != null) {
                throw new IllegalArgumentException("--sweep: can't be combined with --shapes");
            }
            return GruShape.sweep(sweep);
        }
        return shapes == null ? GruShape.DEFAULTS : GruShape.parseAll(shapes);
    }

    /** Returns the size that the sweep varies; null if there is no sweep. */
    GruShape.@Nullable Size sweep() {
        return sweep;
    }

    String cell() {
        return cell.name().toLowerCase(Locale.ROOT);
    }
}
