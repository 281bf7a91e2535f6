package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadsTest {
    private final String before = System.getProperty(Threads.PROPERTY);

    @AfterEach
    void restoreProperty() {
        if (before == null) {
            System.clearProperty(Threads.PROPERTY);
        } else {
            System.setProperty(Threads.PROPERTY, before);
        }
    }

    @Test
    void theDefaultIsAtMostTheProcessorsOfTheJvm() {
        System.clearProperty(Threads.PROPERTY);
        int count = Threads.defaultCount();
        assertTrue(count >= 1 && count <= Runtime.getRuntime().availableProcessors(), "threads: " + count);
    }

    @Test
    void thePropertyDecides() {
        System.setProperty(Threads.PROPERTY, " 37 ");
        assertEquals(37, Threads.defaultCount());
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "", "2.5", "99999999999"})
    void aPropertyThatIsNoNumberIsNamed(String value) {
        System.setProperty(Threads.PROPERTY, value);
        assertSays(
                IllegalArgumentException.class,
                "-Dgru4j.threads: expected a positive number but got '" + value + "'",
                Threads::defaultCount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void aPropertyThatIsNotPositiveIsNamed(String value) {
        System.setProperty(Threads.PROPERTY, value);
        assertSays(
                IllegalArgumentException.class,
                "-Dgru4j.threads: expected a positive number but got '" + value + "'",
                Threads::defaultCount);
    }

    @Test
    void limitsNestAndTheLastOneCounts() {
        assertEquals(0, Threads.limit());
        limited(2, () -> {
            assertEquals(2, Threads.limit());
            limited(5, () -> assertEquals(5, Threads.limit()));
            assertEquals(2, Threads.limit());
        });
        assertEquals(0, Threads.limit());
    }

    @Test
    void exchangingALimitTellsTheOneBefore() {
        limited(3, () -> {
            assertEquals(3, Threads.exchangeLimit(0));
            assertEquals(0, Threads.exchangeLimit(3));
            assertSays(
                    IllegalArgumentException.class,
                    "limit on threads: expected a positive number, or 0 for none, but got -1",
                    () -> Threads.exchangeLimit(-1));
        });
    }

    @Test
    void aLimitIsOfOneThreadOnly() {
        limited(1, () -> {
            assertEquals(0, CompletableFuture.supplyAsync(Threads::limit).join());
            assertEquals(1, Threads.limit());
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void aLimitThatIsNotPositiveIsRefusedAndChangesNothing(int threads) {
        limited(3, () -> {
            assertSays(
                    IllegalArgumentException.class,
                    "threads: expected a positive number but got " + threads,
                    () -> Threads.limitTo(threads));
            assertEquals(3, Threads.limit());
        });
    }

    private static void limited(int threads, Runnable body) {
        Threads.Limit limit = Threads.limitTo(threads);
        try {
            body.run();
        } finally {
            limit.close();
        }
    }

    @Test
    void physicalCoresArePositive() {
        assertTrue(Threads.physicalCores() >= 1);
    }
}
