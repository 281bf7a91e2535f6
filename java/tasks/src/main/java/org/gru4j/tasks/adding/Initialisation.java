package org.gru4j.tasks.adding;

import org.gru4j.layer.Parameters;
import org.gru4j.random.CounterRandom;

/** What the update gates' biases are at first. */
public enum Initialisation {
    /**
     * bu = ln v, v uniform in [1, T−1] (Tallec, Ollivier, ICLR 2018, arXiv 1804.11188, with u for the forget gate).
     * A unit whose gate sees its bias alone keeps u = v ÷ (1+v) of its state at each step and so forgets over 1+v steps:
     * the units' memories are as long as the sequence, and of all lengths below.
     */
    CHRONO,
    /** As all other parameters: uniform in ±1/√H. Units forget over some two steps. */
    UNIFORM;

    private static final long PLACE = 0x6368;

    /**
     * Sets what differs from the parameters' own initial values.
     *
     * @param bias the name of the GRU's bias [3,H] or [4,H], of which bu is the first row
     * @param steps T
     */
    void apply(Parameters parameters, String bias, int hidden, int steps, long seed) {
        if (this == CHRONO) {
            float[] values = new float[parameters.value(bias).size()];
            parameters.value(bias).read(0, values, 0, values.length);
            long key = CounterRandom.key(seed, 0, PLACE);
            for (int j = 0; j < hidden; j++) {
                values[j] = (float) Math.log(1 + (steps - 2) * CounterRandom.uniform(key, j));
            }
            parameters.set(bias, values);
        }
    }
}
