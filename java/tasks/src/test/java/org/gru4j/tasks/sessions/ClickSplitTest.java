package org.gru4j.tasks.sessions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickSplitTest {
    private static ClickLog endingAt(double... ends) {
        return new ClickLog(
                "log",
                DoubleStream.of(ends)
                        .mapToObj(end -> new ClickSession("at " + end, List.of("a", "b"), end))
                        .toList(),
                0,
                0);
    }

    private static List<Double> ends(List<ClickSession> part) {
        return part.stream().map(ClickSession::end).toList();
    }

    @Test
    void whatEndsLastIsHeldOut() {
        ClickSplit split = ClickSplit.of(endingAt(5, 1, 9, 2, 8, 3, 10, 4, 7, 6), 0.2);
        assertEquals(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), ends(split.training()));
        assertEquals(List.of(7.0, 8.0), ends(split.validation()));
        assertEquals(List.of(9.0, 10.0), ends(split.test()));
    }

    @Test
    void whatEndsAtOneTimeStaysTogether() {
        ClickSplit split = ClickSplit.of(endingAt(1, 1, 1, 2, 2, 2, 3, 3, 3, 3), 0.1);
        assertEquals(List.of(1.0, 1.0, 1.0), ends(split.training()));
        assertEquals(List.of(2.0, 2.0, 2.0), ends(split.validation()));
        assertEquals(List.of(3.0, 3.0, 3.0, 3.0), ends(split.test()));
    }

    @Test
    void anEmptyPartIsRefused() {
        for (ClickLog log : List.of(endingAt(1, 2), endingAt(1, 1, 1, 1), endingAt(1, 1, 2, 2))) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> ClickSplit.of(log, 0.1));
            assertTrue(
                    e.getMessage().startsWith("log: expected sessions that end at different times")
                            && e.getMessage().contains("of " + log.sessions().size() + " sessions none"),
                    e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.5, Double.NaN})
    void theShareMustLeaveSomething(double share) {
        assertThrows(IllegalArgumentException.class, () -> ClickSplit.of(endingAt(1, 2, 3), share));
    }

    @Test
    void whatTrainingDoesNotKnowIsDroppedAndCounted() {
        ItemVocabulary vocabulary = ItemVocabulary.of(List.of(new ClickSession("1", List.of("c", "b", "a", "c"), 1)));
        assertEquals(List.of("c", "a", "b"), vocabulary.names());
        List<ClickSession> test = Stream.of(List.of("a", "new", "c"), List.of("new", "b"), List.of("b", "b"))
                .map(items -> new ClickSession("", items, 2))
                .toList();
        KnownClicks known = KnownClicks.of("test", test, vocabulary);
        assertEquals(2, known.droppedClicks());
        assertEquals(1, known.droppedSessions());
        ItemSessions sessions = known.sessions();
        assertEquals(2, sessions.count());
        assertArrayEquals(
                new int[] {1, 0, 2, 2},
                new int[] {sessions.item(0, 0), sessions.item(0, 1), sessions.item(1, 0), sessions.item(1, 1)});
        assertEquals(4, sessions.clicks());
        assertEquals(2, sessions.predictions());
    }

    @Test
    void aPartOfUnknownItemsIsRefused() {
        ItemVocabulary vocabulary = new ItemVocabulary(List.of("a", "b"));
        List<ClickSession> test = List.of(new ClickSession("", List.of("x", "y", "a"), 1));
        Exception e = assertThrows(IllegalArgumentException.class, () -> KnownClicks.of("test part", test, vocabulary));
        assertEquals(
                "test part: expected sessions of at least 2 clicks on the 2 items of the training part but got"
                        + " none: 1 sessions, 2 clicks on other items",
                e.getMessage());
    }

    @Test
    void aVocabularyIsMadeOfItsNames() {
        ItemVocabulary vocabulary = new ItemVocabulary(List.of("x", "y"));
        assertEquals(1, vocabulary.id("y"));
        assertEquals("y", vocabulary.name(1));
        assertEquals(ItemVocabulary.UNKNOWN, vocabulary.id("z"));
        assertThrows(IllegalArgumentException.class, () -> new ItemVocabulary(List.of("x", "x")));
    }
}
