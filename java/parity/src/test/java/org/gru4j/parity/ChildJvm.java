package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a class in a JVM of its own, with the class path of this one. */
final class ChildJvm {
    private ChildJvm() {}

    /**
     * @param directory where its output goes
     * @return all that it printed; it has exited with 0
     */
    static String run(Path directory, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return run(Map.of(), directory, options, main, arguments);
    }

    /** The same with these variables in its environment. */
    static String run(
            Map<String, String> environment, Path directory, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return runToExit(0, environment, directory, options, main, arguments);
    }

    /** The same of one that exits with this code. */
    static String runToExit(int expected, Path directory, List<String> options, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        return runToExit(expected, Map.of(), directory, options, main, arguments);
    }

    static String runToExit(
            int expected,
            Map<String, String> environment,
            Path directory,
            List<String> options,
            Class<?> main,
            String... arguments)
            throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        int exit = process.waitFor();
        String printed = Files.readString(output);
        assertEquals(expected, exit, printed);
        return printed;
    }
}
