package org.gru4j.train;

import org.gru4j.argument.Arguments;

/** How long to train: for so many seconds, or so many epochs. What was trained before a resume counts. Immutable. */
public sealed interface Budget {
    /** Seconds of training, wall clock. */
    record Seconds(double seconds) implements Budget {
        public Seconds {
            Arguments.requireFinitePositive("seconds", seconds);
        }

        @Override
        public double progress(Trainer trainer) {
            return trainer.seconds() / seconds;
        }
    }

    /** Passes over the data; with these, a run is the same run after run. */
    record Epochs(int epochs) implements Budget {
        public Epochs {
            Arguments.requirePositive("epochs", epochs);
        }

        @Override
        public double progress(Trainer trainer) {
            return (trainer.epoch() + (double) trainer.nextBatch() / trainer.batchesPerEpoch()) / epochs;
        }
    }

    /** 0 before the first step; training ends at 1. */
    double progress(Trainer trainer);
}
