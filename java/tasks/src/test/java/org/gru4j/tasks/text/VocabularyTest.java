package org.gru4j.tasks.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VocabularyTest {
    private final Vocabulary vocabulary = Vocabulary.of("banana \uD83C\uDF4C");

    @Test
    void holdsEachCharacterOnceAndTheUnknownOne() {
        assertEquals(6, vocabulary.size());
        assertEquals(" abn\uD83C\uDF4C", vocabulary.characters());
        assertArrayEquals(new int[] {3, 2, 4, 5}, vocabulary.encode("ban\uD83C\uDF4C"));
    }

    @Test
    void newCharactersAreUnknown() {
        assertArrayEquals(new int[] {2, Vocabulary.UNKNOWN, Vocabulary.UNKNOWN}, vocabulary.encode("ax\uD83C\uDF4D"));
    }

    @Test
    void idsAndCharactersAreInverse() {
        for (int id = 1; id < vocabulary.size(); id++) {
            assertEquals(id, vocabulary.id(vocabulary.character(id)));
        }
        assertEquals('\uFFFD', vocabulary.character(Vocabulary.UNKNOWN));
        assertThrows(IndexOutOfBoundsException.class, () -> vocabulary.character(vocabulary.size()));
    }

    @Test
    void isMadeAgainFromItsCharacters() {
        assertEquals(
                vocabulary.characters(), Vocabulary.of(vocabulary.characters()).characters());
    }

    @Test
    void namesWhatIsNotKnown() {
        assertDoesNotThrow(() -> vocabulary.requireKnown("text", "nab"));
        String message = assertThrows(IllegalArgumentException.class, () -> vocabulary.requireKnown("text", "xax\t"))
                .getMessage();
        assertTrue(message.startsWith("text") && message.endsWith("'x', U+0009"), message);
    }
}
