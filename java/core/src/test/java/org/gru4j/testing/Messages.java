package org.gru4j.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/** Assertions on what errors say. */
public final class Messages {
    private Messages() {}

    /** It throws this, and says just that. */
    public static void assertSays(Class<? extends Throwable> type, String message, Executable executable) {
        assertEquals(message, assertThrows(type, executable).getMessage());
    }

    /** It throws this, and what it says contains all of these parts. */
    public static void assertMentions(Class<? extends Throwable> type, Executable executable, String... parts) {
        String message = assertThrows(type, executable).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "expected '" + part + "' in: " + message);
        }
    }
}
