package org.gru4j.tasks.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.gru4j.backend.Backends;
import org.gru4j.data.Batch;
import org.gru4j.data.SequenceDataset;
import org.gru4j.model.SequenceStream;
import org.gru4j.model.Sequential;
import org.junit.jupiter.api.Test;

class PianoRollsTest {
    private static final List<PianoRoll> PIECES = List.of(
            PianoRoll.ofPitches(new int[][] {{21, 60}, {64}, {}, {108}, {60}}),
            PianoRoll.ofPitches(new int[][] {{30}, {31, 32}}));

    @Test
    void aStepReadsTheFrameBeforeTheOneItPredicts() {
        Batch batch =
                SequenceDataset.ordered(PianoRolls.all(PIECES.subList(0, 1)), 1).batch(0, 0);
        for (int t = 0; t < 5; t++) {
            for (int key = 0; key < PianoRoll.KEYS; key++) {
                int at = t * PianoRoll.KEYS + key;
                assertEquals(PIECES.get(0).isOn(t, key) ? 1 : 0, batch.targetValues()[at]);
                assertEquals(t > 0 && PIECES.get(0).isOn(t - 1, key) ? 1 : 0, batch.features()[at]);
            }
        }
    }

    @Test
    void theFirstFrameIsScoredOrNot() {
        assertEquals(
                7,
                SequenceDataset.ordered(PianoRolls.all(PIECES), 2).batch(0, 0).scoredSteps());
        assertEquals(
                5,
                SequenceDataset.ordered(PianoRolls.next(PIECES), 2).batch(0, 0).scoredSteps());
    }

    /** The batched scores in floats against frames one by one in {@link FrameNll}'s doubles. */
    @Test
    void aModelsScoreIsThePapersLikelihood() {
        MusicSettings settings = MusicSettings.DEFAULTS;
        try (Sequential model = new Sequential(settings.model(), Backends.named("reference"), 3)) {
            FrameNll expected = FrameNll.of((piece, t, to) -> predict(model, piece, t, to), PIECES);
            FrameNll actual = MusicTask.score(model, PIECES, 2);
            // a logit's rounding is at most ulp(1) ÷ 2 a key and state, of 88 keys and at most 2·H additions
            double tolerance = Math.ulp(1f) / 2 * PianoRoll.KEYS * 2 * settings.hidden();
            assertEquals(expected.next(), actual.next(), tolerance);
            assertEquals(expected.all(), actual.all(), tolerance);
            assertTrue(Math.abs(expected.all() - expected.next()) > tolerance, "the first frame makes a difference");
        }
    }

    private static void predict(Sequential model, PianoRoll piece, int t, double[] probabilities) {
        float[] frame = new float[PianoRoll.KEYS];
        try (SequenceStream stream = model.newStream()) {
            float[] logits = new float[PianoRoll.KEYS];
            stream.step(frame, logits);
            for (int before = 0; before < t; before++) {
                piece.copyFrame(before, frame, 0);
                stream.step(frame, logits);
            }
            for (int key = 0; key < PianoRoll.KEYS; key++) {
                probabilities[key] = 1 / (1 + Math.exp(-logits[key]));
            }
        }
    }
}
