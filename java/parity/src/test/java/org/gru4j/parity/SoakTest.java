package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The memory, objects, threads and open files of a process that repeats the same work do not grow. The process runs for
 * {@code -Dgru4j.soak.seconds}, by default 60, with the compiler options {@code -Dgru4j.soak.jvm}. The measurements are
 * written to {@code target/soak.txt}.
 */
class SoakTest {
    private static final String SECONDS = System.getProperty("gru4j.soak.seconds", "60");
    /** The least number of rounds, even on a slow machine. */
    private static final int ROUNDS = 80;
    /**
     * The options make the measurements stable. The heap is resident from the beginning; its contents are measured
     * separately. The serial collector keeps no tables outside the heap, and compacts in every full collection; by
     * default, three of four leave garbage of up to a twentieth of the heap between live objects. Only the first
     * compiler runs, and it compiles early, so that its memory is taken during the warm-up.
     */
    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:MarkSweepAlwaysCompactCount=1",
            "-Xms128m",
            "-Xmx128m",
            "-XX:+AlwaysPreTouch",
            "-XX:MaxDirectMemorySize=256m");

    private static final String COMPILER =
            System.getProperty("gru4j.soak.jvm", "-XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.01");

    /**
     * All threads share one arena of glibc. By default there are eight per core and a thread takes any of them, so for
     * minutes the arenas would grow one after the other, whenever the thread that needs most memory meets a new one.
     */
    private static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "1");

    @TempDir
    static Path directory;

    private static CompletableFuture<SoakFigures> sound;
    private static CompletableFuture<SoakFigures> leaking;

    /** Both at once: what is measured is not time. */
    @BeforeAll
    static void start() {
        sound = run(SECONDS, ROUNDS);
        leaking = run(
                "1", ROUNDS / 2, Stream.of(SoakLeak.values()).map(Enum::name).toArray(String[]::new));
    }

    private static CompletableFuture<SoakFigures> run(String seconds, int rounds, String... leaks) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                Path own = Files.createDirectory(directory.resolve("leaks" + leaks.length));
                List<String> options = new ArrayList<>(JVM);
                options.addAll(List.of(COMPILER.split(" ")));
                List<String> arguments = new ArrayList<>(List.of(seconds, Integer.toString(rounds), own.toString()));
                arguments.addAll(Arrays.asList(leaks));
                return SoakFigures.parse(
                        ChildJvm.run(ENVIRONMENT, own, options, SoakProgram.class, arguments.toArray(new String[0])));
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void nothingGrows() throws IOException {
        SoakFigures figures = sound.join();
        Files.writeString(Path.of("target", "soak.txt"), figures.toString());
        assertEquals(List.of(), figures.growth(), figures::toString);
    }

    /** What was measured, but for a leak on top of it. */
    @ParameterizedTest
    @CsvSource({"resident set, 20480", "heap, 20480", "direct memory, 20480", "threads, 1", "open files, 1"})
    void aLeakInEachRoundIsMoreThanTheNoise(String figure, double perRound) {
        SoakFigures leak = sound.join().withLeak(figure, perRound);
        assertEquals(List.of(figure), leak.growth(), leak::toString);
    }

    @Test
    void leaksAreFound() {
        List<String> growth = leaking.join().growth();
        assertTrue(growth.containsAll(SoakFigures.NAMES), () -> growth + " of " + leaking.join());
        assertTrue(growth.contains("org.gru4j.onednn.NativeRecurrentKernel"), growth::toString);
        assertTrue(growth.contains(SoakLeak.Block.class.getName()), growth::toString);
    }
}
