package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.testing.RecordingBackend;
import org.junit.jupiter.api.Test;

class BackendsTest {
    /** A backend that would be the best, if it could run anywhere. */
    public static final class BrokenProvider implements BackendProvider {
        private static final UnsatisfiedLinkError CAUSE = new UnsatisfiedLinkError("libbroken.so: no such file");

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public int priority() {
            return 1000;
        }

        @Override
        public Backend create(int threads) {
            throw new BackendUnavailableException("its library is missing", CAUSE);
        }
    }

    /** A backend that is made anew each time, and would be the last choice. */
    public static final class PlainProvider implements BackendProvider {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public int priority() {
            return -1;
        }

        @Override
        public Backend create(int threads) {
            return new RecordingBackend();
        }
    }

    @Test
    void thePreferredComesFirst() {
        assertEquals(List.of("broken", "reference", "plain"), Backends.names());
    }

    @Test
    void theReferenceIsAvailable() {
        assertEquals(Optional.empty(), Backends.whyUnavailable("reference"));
        assertInstanceOf(ReferenceBackend.class, Backends.named("reference"));
    }

    @Test
    void theBestIsTheFirstThatWorks() {
        assertEquals("reference", Backends.best().name());
    }

    @Test
    void aBackendIsMadeOncePerNumberOfThreads() {
        assertSame(Backends.named("plain", 1), Backends.named("plain", 1));
        assertNotSame(Backends.named("plain", 1), Backends.named("plain", 2));
    }

    @Test
    void theBestIsTheOneThatItsNameGives() {
        assertSame(Backends.named("reference", 2), Backends.best(2));
    }

    @Test
    void anUnknownNameIsNamedBesideTheKnown() {
        assertSays(
                IllegalArgumentException.class,
                "backend: expected one of [broken, reference, plain] but got 'cuda'",
                () -> Backends.named("cuda"));
        assertThrows(IllegalArgumentException.class, () -> Backends.whyUnavailable("cuda"));
    }

    @Test
    void aBackendAskedForByNameIsNotReplaced() {
        assertSays(BackendUnavailableException.class, "its library is missing", () -> Backends.named("broken"));
    }

    @Test
    void theReasonOfAFailureSurvives() {
        Exception first = assertThrows(BackendUnavailableException.class, () -> Backends.named("broken"));
        assertSame(BrokenProvider.CAUSE, first.getCause());
        Exception second = assertThrows(BackendUnavailableException.class, () -> Backends.named("broken"));
        assertSame(first, second, "it is not tried again");
        assertEquals(Optional.of("its library is missing"), Backends.whyUnavailable("broken"));
    }

    @Test
    void threadsArePositive() {
        assertSays(
                IllegalArgumentException.class,
                "threads: expected a positive number but got 0",
                () -> Backends.best(0));
        assertSays(
                IllegalArgumentException.class,
                "threads: expected a positive number but got -2",
                () -> Backends.named("reference", -2));
    }
}
