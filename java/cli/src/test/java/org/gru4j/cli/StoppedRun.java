package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import org.gru4j.backend.Backends;
import org.gru4j.cli.run.RunPlan;
import org.gru4j.cli.run.RunRequest;
import org.gru4j.cli.run.StopSignal;
import org.gru4j.cli.run.TaskKind;
import org.gru4j.cli.run.TaskRun;
import org.gru4j.io.Checkpoint;
import org.gru4j.io.SafeTensors;
import org.gru4j.train.Trainer;

/** Runs that are stopped on their way. */
public final class StoppedRun {
    private StoppedRun() {}

    /** Runs for one step, on the reference backend. */
    public static <S> void afterOneStep(RunRequest<S> request, TaskKind<S> kind) {
        StopSignal stop = new StopSignal();
        stop.request();
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        assertTrue(new TaskRun(RunPlan.of(request, kind), Backends.named("reference"),
                new Console(nowhere, nowhere, false), stop, TaskRun.SAVE_EVERY).run().isEmpty());
    }

    /**
     * The checkpoints in two runs' directories are the same, bit for bit: the parameters, what the optimiser keeps, the
     * carried states, and where the training stands; but for the time it took.
     */
    public static void assertSameBits(Path expectedRun, Path actualRun) {
        assertEquals(position(expectedRun), position(actualRun));
        try (SafeTensors expected = SafeTensors.open(expectedRun.resolve("model.safetensors"));
                SafeTensors actual = SafeTensors.open(actualRun.resolve("model.safetensors"))) {
            assertEquals(expected.shapes(), actual.shapes());
            for (String name : expected.shapes().keySet()) {
                assertArrayEquals(expected.floats(name), actual.floats(name), name);
            }
        }
    }

    private static Trainer.Position position(Path run) {
        try (Checkpoint checkpoint = Checkpoint.load(run.resolve("model.safetensors"))) {
            Trainer.Position p = checkpoint.position();
            return new Trainer.Position(p.epoch(), p.nextBatch(), p.steps(), p.tokens(), 0, p.seed());
        }
    }
}
