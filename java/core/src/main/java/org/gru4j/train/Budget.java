package org.gru4j.train;

import org.gru4j.argument.Arguments;

/** How long to train: a number of seconds or of epochs. Training from before a resume counts towards it. Immutable. */
public sealed interface Budget {
    /** A number of seconds of training, wall-clock time. */
    record Seconds(double seconds) implements Budget {
        public Seconds {
            Arguments.requireFinitePositive("seconds", seconds);
        }

        @Override
        public double progress(Trainer trainer) {
            return trainer.seconds() / seconds;
        }
    }

    /** A number of passes over the data. With this budget, training is reproducible. */
    record Epochs(int epochs) implements Budget {
        public Epochs {
            Arguments.requirePositive("epochs", epochs);
        }

        @Override
        public double progress(Trainer trainer) {
            return (trainer.epoch() + (double) trainer.nextBatch() / trainer.batchesPerEpoch()) / epochs;
        }
    }

    /** Returns how much of the budget is spent: 0 before the first step; training ends when it reaches 1. */
    double progress(Trainer trainer);
}
