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
 * A process that does the same work again and again has what it had: memory, objects, threads, open files. It works for
 * {@code -Dgru4j.soak.seconds}, 60 unless told otherwise, as a JVM whose compiler is {@code -Dgru4j.soak.jvm}; what it
 * measured is in {@code target/soak.txt}.
 */
class SoakTest {
    private static final String SECONDS = System.getProperty("gru4j.soak.seconds", "60");
    /** At least, however slow the machine is. */
    private static final int ROUNDS = 80;
    /**
     * The heap is resident from the beginning: what it holds is measured apart. The collector is the one that keeps no
     * tables beside the heap; each of its full collections moves everything together, where three of four would leave
     * garbage of a twentieth of the heap between what lives. The compiler is the first alone, and compiles at once what
     * it would compile later: its memory comes in the warm-up.
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
     * Memory for all threads comes from one arena of glibc's. From the eight for each core that it has otherwise, a
     * thread takes one by chance, and for minutes another one of them meets the thread that needs most.
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
