package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gru4j.onednn.Overrun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The profile {@code asan} does what it is for: it detects accesses to the first float after a tensor. If the tensor
 * has an odd number of floats, it detects accesses to the second one, because the JVM allocates multiples of eight
 * bytes. This test runs only in that profile.
 */
@Tag("asan")
class AddressSanitizerTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 60, 1000, 1001, 300_000})
    void aFloatBehindATensorIsSeen(int floats) throws IOException, InterruptedException {
        String printed = runOverrun(1, floats, 1 + floats % 2);
        assertTrue(printed.contains("ERROR: AddressSanitizer: heap-buffer-overflow"), printed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 60, 1000, 1001, 300_000})
    void theTensorItselfIsNot(int floats) throws IOException, InterruptedException {
        runOverrun(0, floats, 0);
    }

    private String runOverrun(int expected, int floats, int more) throws IOException, InterruptedException {
        return ChildJvm.runToExit(
                expected,
                Map.of("ASAN_OPTIONS", System.getenv("ASAN_OPTIONS") + ":log_path=stderr"),
                directory,
                List.of("-XX:TieredStopAtLevel=1"),
                Overrun.class,
                Integer.toString(floats),
                Integer.toString(more));
    }
}
