package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.gru4j.backend.Backends;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.RunPlan;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.tasks.run.TaskRun;
import org.gru4j.train.Trainer;

/** Runs that are stopped on their way. */
public final class StoppedRun {
    private StoppedRun() {}

    /** Runs for one step, on the reference backend. */
    public static <S> void afterOneStep(RunRequest<S> request, TaskKind<S> kind) {
        assertTrue(new TaskRun(
                        RunPlan.of(request, kind),
                        Backends.named("reference"),
                        RunListener.SILENT,
                        () -> true,
                        TaskRun.SAVE_EVERY)
                .run()
                .isEmpty());
    }

    /** {@link #difference} finds none. */
    public static void assertSameBits(Path expectedRun, Path actualRun) {
        assertNull(difference(expectedRun, actualRun));
    }

    /**
     * Compares the checkpoints in two runs' directories bit for bit: the parameters, what the optimiser keeps, the
     * carried states, and where the trainings stand but for the time they took.
     *
     * @return what differs first; null if nothing does
     */
    static String difference(Path expectedRun, Path actualRun) {
        Trainer.Position expectedPosition = position(expectedRun);
        Trainer.Position actualPosition = position(actualRun);
        if (!expectedPosition.equals(actualPosition)) {
            return actualRun + ": expected " + expectedPosition + " but got " + actualPosition;
        }
        try (SafeTensors expected = SafeTensors.open(model(expectedRun));
                SafeTensors actual = SafeTensors.open(model(actualRun))) {
            if (!expected.shapes().equals(actual.shapes())) {
                return actualRun + ": expected " + expected.shapes() + " but got " + actual.shapes();
            }
            for (String name : expected.shapes().keySet()) {
                int k = Arrays.mismatch(expected.floats(name), actual.floats(name));
                if (k >= 0) {
                    return actualRun + ": " + name + "[" + k + "]: expected " + expected.floats(name)[k] + " but got "
                            + actual.floats(name)[k];
                }
            }
        }
        return null;
    }

    private static Path model(Path run) {
        return run.resolve("model.safetensors");
    }

    private static Trainer.Position position(Path run) {
        try (Checkpoint checkpoint = Checkpoint.load(model(run))) {
            Trainer.Position p = checkpoint.position();
            return new Trainer.Position(p.epoch(), p.nextBatch(), p.steps(), p.tokens(), 0, p.seed());
        }
    }
}
