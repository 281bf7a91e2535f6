package org.gru4j.tasks.adding;

import org.gru4j.layer.Parameters;
import org.gru4j.random.CounterRandom;

/** The initialisation of the update gates' biases. */
public enum Initialisation {
    /**
     * bu = ln v, v uniform in [1, T−1] (Tallec, Ollivier, ICLR 2018, arXiv 1804.11188, where u is the forget gate). A
     * unit whose gate depends on its bias alone keeps u = v ÷ (1+v) of its state at each step, so that it forgets over
     * 1+v steps. The units' memories thus have all lengths up to that of the sequence.
     */
    CHRONO,
    /** Like all other parameters: uniform in ±1/√H. Units forget over about two steps. */
    UNIFORM;

    private static final long PLACE = 0x6368;

    /**
     * Overwrites the default initial values where this initialisation differs from them.
     *
     * @param bias the name of the GRU's bias [3,H] or [4,H], whose first row is bu
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
