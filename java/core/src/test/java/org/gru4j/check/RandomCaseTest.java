package org.gru4j.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.gru4j.recurrent.RecurrentCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomCaseTest {
    private static final List<RandomCase> DRAWN = LongStream.range(0, 2000)
            .mapToObj(seed -> RandomCase.draw(RandomCase.Space.ALL, seed))
            .toList();

    private static long count(Predicate<RandomCase> property) {
        return DRAWN.stream().filter(property).count();
    }

    @Test
    void aCodeIsReadAsTheCaseThatItIsOf() {
        DRAWN.forEach(drawn -> assertEquals(drawn, RandomCase.parse(drawn.code())));
    }

    @Test
    void aCodeMayLeaveOutWhatIsUsual() {
        RandomCase parsed = RandomCase.parse("gru-after,panel,threads=2,T=16,N=8,I=10,H=8,ragged,seed=7");
        assertEquals("gru-after,panel,threads=2,T=16,N=8,I=10,H=8,ragged,seed=7", parsed.code());
        assertEquals(1, parsed.layers());
        assertTrue(parsed.bias());
        assertEquals(16, parsed.create().steps());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gru-after,panel,threads=2,T=16,N=8,I=10,seed=7                | H is missing
            gru-after,panel,threads=2,T=16,N=8,I=10,H=8                   | seed is missing
            panel,threads=2,T=16,N=8,I=10,H=8,seed=7                      | cell is missing,
            expected gru-after|gru-before|lstm|tanh
            gru-after,panel,threads=2,T=16,N=8,I=10,H=8,seed=7,raged      | there is no property [raged]
            gru-after,panel,threads=2,T=16,N=8,I=10,H=8,seed=7,T=3        | T is there twice
            gru-after,panel,threads=2,T=sixteen,N=8,I=10,H=8,seed=7       | T: expected a number but got 'sixteen'
            gru-after,panel,threads=2,T=0,N=8,I=10,H=8,seed=7             | T: expected a positive number but got 0
            gru-after,panel,threads=2,T=1,N=8,I=10,H=8,masks=all,seed=7   | expected one of none|state|update|both
            lstm,panel,threads=2,T=1,N=8,I=10,H=8,masks=state,seed=7      | masks: expected none of lstm
            gru-after,primitive,threads=2,T=1,N=8,I=10,H=8,masks=state,seed=7 | masks are computed on panels only
            """)
    void whatIsNoCodeIsRefused(String code, String message) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> RandomCase.parse(code));
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }

    @Test
    void theSamePropertiesMakeTheSameNumbers() {
        for (RandomCase drawn : DRAWN.subList(0, 20)) {
            RecurrentCase once = drawn.create();
            RecurrentCase again = RandomCase.parse(drawn.code()).create();
            assertArrayEquals(once.x(), again.x());
            assertEquals(once.largestWeight(), again.largestWeight());
        }
    }

    /** What several threads can do to each other, they do where there is more than a chunk of rows for few panels. */
    @Test
    void raggedCasesOfManyRowsAndFewUnitsInSeveralThreadsAreCommon() {
        assertTrue(count(c -> c.steps() * c.batch() > 500
                        && c.hiddenSize() <= 32
                        && c.threads() > 1
                        && c.rows() == RandomCase.Rows.RAGGED)
                > 300);
        assertTrue(count(c -> c.threads() == 16) > 50);
        assertTrue(count(c -> c.batch() >= 32 && c.steps() >= 30) > 50, "slices of the batch");
    }

    @Test
    void everythingIsDrawn() {
        for (RecurrentCell cell : RecurrentCell.values()) {
            for (boolean saturating : new boolean[] {false, true}) {
                assertTrue(
                        count(c -> c.cell() == cell && c.isSaturating() == saturating) > 100, cell + " " + saturating);
            }
        }
        assertTrue(count(c -> c.steps() == 1) > 20);
        assertTrue(count(c -> c.steps() > 200) > 20);
        assertTrue(count(c -> c.batch() == 1) > 20);
        assertTrue(count(c -> c.hiddenSize() == 1) > 20);
        assertTrue(count(c -> c.hiddenSize() > 100) > 5);
        assertTrue(count(c -> c.hiddenSize() > 64 && c.steps() * c.batch() > 256) > 20);
        assertTrue(count(c -> c.inputSize() > 100) > 20);
        assertTrue(count(c -> c.masks() == RecurrentCases.Masks.BOTH) > 20);
        assertTrue(count(c -> c.layers() == 3) > 20);
        assertTrue(count(c -> c.passes() == 2) > 200);
        assertTrue(DRAWN.stream()
                .allMatch(c -> c.steps() <= 300
                        && c.batch() <= 70
                        && c.inputSize() <= 130
                        && c.hiddenSize() <= 130
                        && c.threads() <= 16));
    }

    @Test
    void onlyWhatASpaceHasIsDrawn() {
        RandomCase.Space space = new RandomCase.Space(
                List.of(RecurrentCell.LSTM, RecurrentCell.GRU_BEFORE), List.of(RandomCase.Strategy.PANEL), List.of(3));
        for (long seed = 0; seed < 50; seed++) {
            RandomCase drawn = RandomCase.draw(space, seed);
            assertTrue(space.cells().contains(drawn.cell()), drawn::toString);
            assertEquals(RandomCase.Strategy.PANEL, drawn.strategy());
            assertEquals(3, drawn.threads());
        }
    }

    @Test
    void aSpaceWithoutCasesIsRefused() {
        List<RecurrentCell> cells = List.of(RecurrentCell.TANH);
        assertThrows(
                IllegalArgumentException.class,
                () -> new RandomCase.Space(cells, List.of(RandomCase.Strategy.PRIMITIVE), List.of(0)));
        assertThrows(IllegalArgumentException.class, () -> new RandomCase.Space(cells, List.of(), List.of(1)));
    }

    @Test
    void cellsMakeTheirCases() {
        String rest = ",primitive,threads=1,T=3,N=4,I=5,H=6,short,seed=1";
        RecurrentCase lstm = assertInstanceOf(
                RecurrentCase.class, RandomCase.parse("lstm" + rest).create());
        assertEquals(4 * 6, lstm.weights().get(0).b().length);
        RecurrentCase gru = assertInstanceOf(
                RecurrentCase.class, RandomCase.parse("gru-before" + rest).create());
        assertEquals(3 * 6, gru.weights().get(0).b().length);
        assertTrue(Arrays.stream(gru.lengths()).allMatch(length -> length <= 1));
    }
}
