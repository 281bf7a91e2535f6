package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.gru4j.backend.Backends;
import org.gru4j.safetensors.SafeTensors;
import org.gru4j.tasks.run.RunListener;
import org.gru4j.tasks.run.RunPlan;
import org.gru4j.tasks.run.RunRequest;
import org.gru4j.tasks.run.TaskKind;
import org.gru4j.tasks.run.TaskRun;

/** Runs that are stopped on their way. */
public final class StoppedRun {
    private StoppedRun() {}

    /** Runs for one step, on the reference backend. */
    public static <S> void afterOneStep(RunRequest<S> request, TaskKind<S> kind) {
        assertTrue(new TaskRun(RunPlan.of(request, kind), Backends.named("reference"),
                RunListener.SILENT, () -> true, TaskRun.SAVE_EVERY).run().isEmpty());
    }

    /** The parameters in two runs' directories are the same, bit for bit. */
    public static void assertSameBits(Path expectedRun, Path actualRun) {
        try (SafeTensors expected = SafeTensors.open(expectedRun.resolve("model.safetensors"));
                SafeTensors actual = SafeTensors.open(actualRun.resolve("model.safetensors"))) {
            assertEquals(expected.shapes(), actual.shapes());
            for (String name : expected.shapes().keySet()) {
                assertArrayEquals(expected.floats(name), actual.floats(name), name);
            }
        }
    }
}
