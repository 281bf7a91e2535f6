package org.gru4j.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.BackendProvider;
import org.gru4j.backend.BackendUnavailableException;
import org.gru4j.backend.Backends;
import org.gru4j.backend.Threads;
import org.gru4j.backend.WrongResultsException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OneDnnBackendProviderTest {
    @Test
    void isFoundAndPreferred() {
        assertEquals("onednn", Backends.names().get(0));
        BackendProvider provider = new OneDnnBackendProvider();
        assertEquals("onednn", provider.name());
        assertEquals(100, provider.priority());
    }

    @Test
    void otherPlatformsAreToldThatTheyRunInPureJava() {
        for (List<String> platform :
                List.of(List.of("Mac OS X", "aarch64"), List.of("Linux", "aarch64"), List.of("Windows 11", "amd64"))) {
            BackendUnavailableException e = assertThrows(
                    BackendUnavailableException.class,
                    () -> OneDnnBackendProvider.requirePlatform(platform.get(0), platform.get(1)));
            assertTrue(
                    e.getMessage()
                            .contains("this is " + platform.get(0) + " on " + platform.get(1) + "; gru4j runs in pure"),
                    e.getMessage());
        }
        OneDnnBackendProvider.requirePlatform("Linux", "amd64");
    }

    @Test
    void aLibraryOfAnotherVersionIsRefused() {
        BackendUnavailableException e = assertThrows(
                BackendUnavailableException.class, () -> OneDnnBackendProvider.requireVersion("1.0.0", "0.9.0"));
        assertTrue(e.getMessage().contains("expected 1.0.0 but got 0.9.0"), e.getMessage());
    }

    @Test
    void anOlderOneDnnOfAnotherLibraryIsRefused() {
        for (String older : List.of("3.10.9", "2.12.0", "4.0.0")) {
            BackendUnavailableException e = assertThrows(
                    BackendUnavailableException.class, () -> OneDnnBackendProvider.requireOneDnn("3.11.1", older));
            assertTrue(
                    e.getMessage().contains("oneDNN " + older + " but gru4j needs 3.11 or a later 3.x"),
                    e.getMessage());
        }
        for (String fine : List.of("3.11.1", "3.11.0", "3.12.0")) {
            OneDnnBackendProvider.requireOneDnn("3.11.1", fine);
        }
    }

    @Test
    void threadsThatNoMachineHasAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new OneDnnBackendProvider().create(1_000_000));
    }

    @Test
    void whereNoThreadCanBeStartedTheBackendIsUnavailable() {
        BackendUnavailableException e = OneDnnBackendProvider.withoutThreads(new OutOfMemoryError(
                "unable to create native thread: possibly out of memory or process/resource limits reached"));
        assertTrue(e.getMessage().contains("ulimit -u"), e.getMessage());
        OutOfMemoryError heap = new OutOfMemoryError("Java heap space");
        assertSame(heap, assertThrows(OutOfMemoryError.class, () -> OneDnnBackendProvider.withoutThreads(heap)));
    }

    @Test
    void aBuildWithoutNativeCodeSaysSo() {
        if (System.getProperty("native.build").equals("off")) {
            BackendUnavailableException e =
                    assertThrows(BackendUnavailableException.class, () -> new OneDnnBackendProvider().create(1));
            assertTrue(
                    e.getMessage().contains("-Dgru4j.native=skip")
                            || e.getMessage().contains("pure Java"),
                    e.getMessage());
        } else {
            assertEquals(1, new OneDnnBackendProvider().create(1).threads());
        }
    }

    @Test
    @Tag("native")
    void eachNumberOfThreadsHasItsBackend() {
        assertEquals(2, Backends.named("onednn", 2).threads());
        assertEquals(3, Backends.named("onednn", 3).threads());
    }

    @Test
    @Tag("native")
    void tellsWhatItRunsOn() {
        Backend backend = Backends.named("onednn", 1);
        assertEquals(OneDnnBackendProvider.version(), backend.properties().get("native library"));
        assertTrue(
                backend.properties().get("oneDNN").matches("\\d+\\.\\d+\\.\\d+"),
                backend.properties().toString());
        assertTrue(
                backend.properties().get("instruction set").matches("(sse|avx).*"),
                backend.properties().toString());
    }

    @Test
    @Tag("native")
    void wrongNumbersAreFoundOut() {
        String wrong = "computes wrong numbers on this machine: ";
        assertSelfCheckSays(
                wrong + "gru, reset before, T=4 N=3 I=5 H=9, training: y [4, 3, 9] differs",
                WrongBackend.Fault.SEQUENCES);
        assertSelfCheckSays(wrong + "lstm, T=4 N=3 I=5 H=9, ragged, training: y", WrongBackend.Fault.CELLS);
        assertSelfCheckSays(wrong + "cross-entropy, T=4 N=3 V=9: loss differs", WrongBackend.Fault.LOSS);
    }

    /** Right in one thread, and wherever there is little to do. */
    @Test
    @Tag("native")
    void threadsThatComputeSomethingElseAreFoundOut() {
        assertSelfCheckSays(
                "gru, reset before, T=25 N=12 I=10 H=8, ragged, inference: y [25, 12, 8] differs",
                WrongBackend.Fault.THREADS);
        assertSelfCheckSays("differs from the result of one thread", WrongBackend.Fault.THREADS);
        assertSelfCheckSays("cross-entropy, T=2 N=130 V=1024: loss differs", WrongBackend.Fault.SLABS);
    }

    private static void assertSelfCheckSays(String expected, WrongBackend.Fault fault) {
        Backend wrong = new WrongBackend(Backends.named("onednn", 2), fault);
        WrongResultsException e = assertThrows(WrongResultsException.class, () -> SelfCheck.run(wrong));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertEquals(0, Threads.limit());
    }
}
