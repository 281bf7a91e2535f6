package org.gru4j.tasks.music;

import java.util.List;
import org.gru4j.data.Batch;
import org.gru4j.data.SequenceSource;

/**
 * Pieces as sequences to predict, T steps for T frames of {@value PianoRoll#KEYS} keys: step t reads frame t−1 and has
 * frame t as its target, so that each prediction depends only on earlier frames. The first step reads silence.
 */
final class PianoRolls implements SequenceSource {
    private final List<PianoRoll> pieces;
    private final boolean firstScored;

    private PianoRolls(List<PianoRoll> pieces, boolean firstScored) {
        this.pieces = pieces;
        this.firstScored = firstScored;
    }

    /** The first frame is read but not scored: the mean over the scored frames is {@link FrameNll#next}. */
    static PianoRolls next(List<PianoRoll> pieces) {
        return new PianoRolls(pieces, false);
    }

    /** All frames are scored: the mean over them is {@link FrameNll#all}. */
    static PianoRolls all(List<PianoRoll> pieces) {
        return new PianoRolls(pieces, true);
    }

    @Override
    public int count() {
        return pieces.size();
    }

    @Override
    public int length(int sequence) {
        return pieces.get(sequence).frames();
    }

    @Override
    public Batch createBatch(int steps, int size) {
        return Batch.ofFeatures(steps, size, PianoRoll.KEYS).withValuesPerStep(PianoRoll.KEYS);
    }

    @Override
    public void fill(int sequence, Batch batch, int n) {
        PianoRoll piece = pieces.get(sequence);
        for (int t = 0; t < piece.frames(); t++) {
            int at = (t * batch.size() + n) * PianoRoll.KEYS;
            if (t > 0) {
                piece.copyFrame(t - 1, batch.features(), at);
            }
            if (t > 0 || firstScored) {
                piece.copyFrame(t, batch.targetValues(), at);
            }
        }
    }
}
