package org.gru4j.tasks.speech;

import java.util.List;
import org.gru4j.data.Batch;
import org.gru4j.data.SequenceSource;

/** Provides utterances as sequences of frames with the word as the target. */
record Utterances(List<Utterance> all) implements SequenceSource {
    @Override
    public int count() {
        return all.size();
    }

    @Override
    public int length(int sequence) {
        return all.get(sequence).frames();
    }

    @Override
    public Batch createBatch(int steps, int size) {
        return Batch.ofFeatures(steps, size, LogMel.BANDS).withClassPerSequence();
    }

    @Override
    public void fill(int sequence, Batch batch, int n) {
        Utterance utterance = all.get(sequence);
        for (int t = 0; t < utterance.frames(); t++) {
            System.arraycopy(
                    utterance.features(),
                    t * LogMel.BANDS,
                    batch.features(),
                    (t * batch.size() + n) * LogMel.BANDS,
                    LogMel.BANDS);
        }
        batch.targets()[n] = utterance.word();
    }
}
