package org.gru4j.tasks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** XChart is optional: without it there is no chart, and the reason is given. */
public class WithoutXChartTest {
    @TempDir
    private Path temp;

    /** Called by reflection, where XChart is and where it is not. */
    public static String draw(Path file) {
        Units units = Units.of("loss", "nats", "steps/s");
        List<Measurement> measurements =
                List.of(new Measurement(1, 0.5, 2, 10, 0.1, 3.0), new Measurement(2, 1, 1, 10, 0.1, 2.0));
        Optional<String> problem = LossChart.write(measurements, units, file);
        return problem.orElse("drawn");
    }

    @Test
    void chartsAreLeftOutWithAReason() throws ReflectiveOperationException, IOException {
        Path file = temp.resolve("loss.png");
        assertEquals(
                file + ": no picture of the loss: the library org.knowm.xchart:xchart is missing",
                drawIn(classPath(entry -> !entry.contains("xchart")), file));
        assertTrue(Files.notExists(file));
        assertEquals("drawn", drawIn(classPath(entry -> true), file));
        assertTrue(Files.size(file) > 0);
    }

    private static String drawIn(URL[] classPath, Path file) throws ReflectiveOperationException, IOException {
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            return (String) loader.loadClass(WithoutXChartTest.class.getName())
                    .getMethod("draw", Path.class)
                    .invoke(null, file);
        }
    }

    private static URL[] classPath(Predicate<String> isWanted) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        for (String entry : Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(isWanted)
                .toList()) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
