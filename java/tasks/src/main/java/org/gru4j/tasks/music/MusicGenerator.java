package org.gru4j.tasks.music;

import org.gru4j.layer.Pass;
import org.gru4j.model.RecurrentState;
import org.gru4j.model.Sequential;
import org.gru4j.random.CounterRandom;
import org.gru4j.tensor.Tensor;

/**
 * Generates music frame by frame. Each key sounds with the probability that the model predicts, independently of the
 * other keys in the frame. The recurrent state carries the memory of all previous frames.
 */
final class MusicGenerator {
    /** Distinguishes these random numbers from others of the same seed. */
    private static final long PLACE = 0x6d757369;

    private MusicGenerator() {}

    /**
     * Generates a piece that begins after silence. The same seed gives the same piece.
     *
     * @param model not closed here
     * @param length frames
     * @param temperature divides the logits: 0 plays exactly the keys with a probability above one half, 1 uses the
     *     model's probabilities, higher values are more random
     */
    static PianoRoll generate(Sequential model, int length, double temperature, long seed) {
        PianoRoll.Builder roll = new PianoRoll.Builder();
        float[] frame = new float[PianoRoll.KEYS];
        try (Pass pass = Pass.inference(model.backend());
                RecurrentState state = model.newState(1)) {
            for (int t = 0; t < length; t++) {
                pass.begin(null);
                Tensor x = pass.scope().allocateUninitialized("frame", 1, 1, PianoRoll.KEYS);
                model.forward(pass, x.copyFrom(frame), state).read(0, frame, 0, PianoRoll.KEYS);
                pass.end();
                CounterRandom random = new CounterRandom(seed, t, PLACE);
                for (int key = 0; key < PianoRoll.KEYS; key++) {
                    boolean sounds = random.uniform(key) < probability(frame[key], temperature);
                    frame[key] = sounds ? 1 : 0;
                    if (sounds) {
                        roll.press(t, key);
                    }
                }
            }
        }
        return roll.build(length);
    }

    /** Returns σ(z ÷ temperature). */
    private static double probability(double z, double temperature) {
        return temperature == 0 ? (z > 0 ? 1 : 0) : 1 / (1 + Math.exp(-z / temperature));
    }
}
