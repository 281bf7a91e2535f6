package org.gru4j.parity;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the parity suite and the contracts in a JVM that checks every use of JNI. */
class CheckedJniTest {
    /** Runs the suites in this JVM; exits with 0 if some were found and all passed. */
    public static final class Suites {
        private Suites() {}

        public static void main(String[] arguments) {
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(
                                            selectClass(ParityTest.class),
                                            selectClass(OneDnnContractTest.class),
                                            selectClass(OneDnnTrainingKernelsTest.class))
                                    .build(),
                            listener);
            TestExecutionSummary summary = listener.getSummary();
            summary.getFailures().forEach(f -> System.out.println(f.getTestIdentifier() + ": " + f.getException()));
            System.out.println("suites: " + summary.getTestsSucceededCount() + " succeeded");
            System.exit(summary.getTestsSucceededCount() > 200 && summary.getTotalFailureCount() == 0 ? 0 : 1);
        }
    }

    @TempDir
    Path directory;

    @Test
    void nothingIsReported() throws IOException, InterruptedException {
        List<String> lines = ChildJvm.run(directory, List.of("-Xcheck:jni"), Suites.class)
                .lines()
                .toList();
        List<String> reports = lines.stream()
                .filter(line ->
                        line.contains("WARNING") || line.contains("FATAL ERROR") || line.contains("in native method"))
                .toList();
        assertTrue(reports.isEmpty(), () -> String.join("\n", lines));
    }
}
