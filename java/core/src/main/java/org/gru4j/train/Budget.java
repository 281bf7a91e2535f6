package org.gru4j.train;

/** How long to train: for so many seconds, or so many epochs. What was trained before a resume counts. Immutable. */
public sealed interface Budget {
    /** Seconds of training, wall clock. */
    record Seconds(double seconds) implements Budget {
        public Seconds {
            if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("seconds must be positive, got " + seconds);
            }
        }

        @Override
        public double progress(Trainer trainer) {
            return trainer.seconds() / seconds;
        }
    }

    /** Passes over the data; with these, a run is the same run after run. */
    record Epochs(int epochs) implements Budget {
        public Epochs {
            if (epochs <= 0) {
                throw new IllegalArgumentException("epochs must be positive, got " + epochs);
            }
        }

        @Override
        public double progress(Trainer trainer) {
            return (trainer.epoch() + (double) trainer.nextBatch() / trainer.batchesPerEpoch()) / epochs;
        }
    }

    /** 0 before the first step; training ends at 1. */
    double progress(Trainer trainer);
}
