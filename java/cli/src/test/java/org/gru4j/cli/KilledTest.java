package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.gru4j.io.Checkpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose process is killed, at random moments, also while it writes its checkpoint. */
class KilledTest {
    private static final int KILLS = 4;
    private static final int MOST_MILLISECONDS = 300;
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path temp;

    @Test
    void endsWithTheBitsOfATrainingThatWasNotKilled() throws IOException, InterruptedException {
        Path corpus = TinyText.corpus(temp);
        Object[] options = TinyText.small(corpus, "--epochs", 2, "--dropout", 0.1, "--save-every", 0);
        Path whole = temp.resolve("whole");
        TinyText.train(whole, options).done();
        Path killed = temp.resolve("killed");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int kills = 0;
        for (int k = 0; k < KILLS; k++) {
            kills += kill(killed, options, random) ? 1 : 0;
        }
        assertTrue(kills > 0, "no process lived long enough to be killed");
        Process last = start(killed, options);
        assertTrue(last.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        assertEquals(ExitCode.DONE, last.exitValue(), () -> log() + ", seed " + seed);
        StoppedRun.assertSameBits(whole, killed);
    }

    /** Lets a process take a step or more, and kills it; false if it was done before. */
    private boolean kill(Path run, Object[] options, Random random) throws IOException, InterruptedException {
        long before = steps(run);
        Process process = start(run, options);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && steps(run) == before) {
            assertTrue(System.nanoTime() < deadline, () -> "no step in " + PATIENCE_SECONDS + " s: " + log());
            Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(MOST_MILLISECONDS));
        boolean alive = process.isAlive();
        process.destroyForcibly(); // SIGKILL
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return alive;
    }

    /** The steps of the checkpoint, which is whole at every moment; 0 if there is none. */
    private static long steps(Path run) {
        Path model = run.resolve("model.safetensors");
        if (!Files.exists(model)) {
            return 0;
        }
        try (Checkpoint checkpoint = Checkpoint.load(model)) {
            return checkpoint.position().steps();
        }
    }

    private Process start(Path run, Object[] options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "train",
                "text", "--backend", "reference", "--out", run.toString()));
        Arrays.stream(options).map(String::valueOf).forEach(command::add);
        if (Files.exists(run.resolve("model.safetensors"))) {
            command.add("--resume");
        }
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(temp.resolve("log").toFile()).start();
    }

    private String log() {
        try {
            return Files.readString(temp.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
