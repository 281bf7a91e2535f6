package org.gru4j.examples.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The service as it is shipped, in processes of its own: one jar, the class path, and the module path. */
class PackagedServiceIT {
    static Stream<Arguments> packagings() {
        String jar = System.getProperty("service.jar");
        String modules = System.getProperty("service.modules");
        List<Arguments> packagings = new ArrayList<>();
        for (String home : System.getProperty("service.java.homes").split(File.pathSeparator)) {
            for (String file : List.of("model.safetensors", "model.onnx")) {
                packagings.add(
                        Arguments.of("one jar", home, file, List.of("-jar", System.getProperty("service.one.jar"))));
                packagings.add(Arguments.of(
                        "class path",
                        home,
                        file,
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                jar + File.pathSeparator + modules + "/*",
                                Main.class.getName())));
                packagings.add(Arguments.of(
                        "module path",
                        home,
                        file,
                        List.of(
                                "--enable-native-access=org.gru4j.onednn,org.bytedeco.javacpp",
                                "-p",
                                jar + File.pathSeparator + modules,
                                "-m",
                                "org.gru4j.examples.service")));
            }
        }
        return packagings.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("packagings")
    void predictsWithTheNativeBackendAndWithoutWarnings(
            String packaging, String javaHome, String name, List<String> options, @TempDir Path directory)
            throws Exception {
        Path file = directory.resolve(name);
        try (TestModel expected = TestModel.ofFeatures()) {
            expected.save(file);
            float[][][] sequences = TestModel.sequences(1);
            String log;
            try (ServiceProcess process = ServiceProcess.start(javaHome, options, file)) {
                Client client = new Client(process.address());
                assertEquals(
                        "onednn", client.get("/model").body().get("backend").textValue(), process.log());
                TestModel.assertPredictions(
                        expected.predict(sequences), client.predict(sequences).body());
                log = process.log();
            }
            assertFalse(log.contains("WARNING"), log);
        }
    }
}
