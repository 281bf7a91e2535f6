package org.gru4j.backend;

import static org.gru4j.testing.Messages.assertSays;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertSays(IllegalArgumentException.class,
                "-Dgru4j.threads: expected a positive number but got '" + value + "'", Threads::defaultCount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1"})
    void aPropertyThatIsNotPositiveIsNamed(String value) {
        System.setProperty(Threads.PROPERTY, value);
        assertSays(IllegalArgumentException.class,
                "-Dgru4j.threads: expected a positive number but got '" + value + "'", Threads::defaultCount);
    }

    @Test
    void limitsAreNestedAndTheLastOneCounts() {
        Threads.Limit outer = Threads.limitTo(3);
        Threads.Limit inner = Threads.limitTo(1);
        assertEquals(1, Threads.limit());
        inner.close();
        assertEquals(3, Threads.exchangeLimit(0));
        assertEquals(0, Threads.exchangeLimit(3));
        outer.close();
        assertEquals(0, Threads.limit());
    }

    @Test
    void aNegativeLimitIsNamed() {
        assertSays(IllegalArgumentException.class,
                "limit on threads: expected a positive number, or 0 for none, but got -1",
                () -> Threads.exchangeLimit(-1));
        assertSays(IllegalArgumentException.class, "threads: expected a positive number but got 0",
                () -> Threads.limitTo(0));
    }

    @Test
    void physicalCoresArePositive() {
        assertTrue(Threads.physicalCores() >= 1);
    }
}
