package org.gru4j.check;

import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.gru4j.recurrent.RecurrentSpec;

/**
 * A random case of a {@link Campaign}, defined by its properties. Equal properties give the same case, number for
 * number. Its text form is its {@link #code}.
 *
 * <p>Immutable.
 *
 * @param strategy how the backend computes it
 * @param threads the number of threads that compute it
 * @param masks of GRUs on panels; otherwise NONE
 * @param passes how often forward and backward run before the gradients are read
 * @param gain the factor by which weights exceed their usual initial range, ±1/√H. From 2 on, gates saturate, and a
 *     difference at one step may grow at the next
 * @param seed of all its numbers
 */
public record RandomCase(
        RecurrentCell cell,
        Strategy strategy,
        int threads,
        int steps,
        int batch,
        int inputSize,
        int hiddenSize,
        int layers,
        Direction direction,
        boolean bias,
        Rows rows,
        boolean initialState,
        RecurrentCases.Masks masks,
        int passes,
        Upstream upstream,
        int gain,
        long seed) {
    /** How the native backend computes: with its own panel kernels, or with oneDNN's primitives. */
    public enum Strategy {
        PANEL,
        PRIMITIVE
    }

    /** The lengths of the rows: all T; up to T, with at least one T and one 0; or 0 and 1 only. */
    public enum Rows {
        FULL,
        RAGGED,
        SHORT
    }

    /** Which upstream gradients are given. */
    public enum Upstream {
        BOTH,
        OUTPUT,
        STATE;

        boolean output() {
            return this != STATE;
        }

        boolean state() {
            return this != OUTPUT;
        }
    }

    /**
     * The properties to draw from. An empty list of cells or strategies, or a number of threads that is not positive,
     * throws an IllegalArgumentException.
     */
    public record Space(List<RecurrentCell> cells, List<Strategy> strategies, List<Integer> threads) {
        /** Every cell and strategy, and 1 to 16 threads, with small numbers of threads more often. */
        public static final Space ALL = new Space(
                List.of(RecurrentCell.GRU_AFTER, RecurrentCell.GRU_BEFORE, RecurrentCell.LSTM, RecurrentCell.TANH),
                List.of(Strategy.values()),
                List.of(1, 2, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 12, 16));

        public Space {
            cells = List.copyOf(cells);
            strategies = List.copyOf(strategies);
            threads = List.copyOf(threads);
            if (threads.isEmpty() || threads.stream().anyMatch(count -> count <= 0)) {
                throw new IllegalArgumentException("threads: expected positive numbers but got " + threads);
            }
            if (cells.isEmpty() || strategies.isEmpty()) {
                throw new IllegalArgumentException(
                        "nothing to draw from cells " + cells + " and strategies " + strategies);
            }
        }
    }

    /** A kind of case; the outcomes of each kind are counted together. */
    public record Kind(RecurrentCell cell, Strategy strategy, boolean saturating) {
        @Override
        public String toString() {
            return RandomCaseCode.lower(cell) + ", " + RandomCaseCode.lower(strategy)
                    + (saturating ? ", saturating" : "");
        }
    }

    public RandomCase {
        if (masks != RecurrentCases.Masks.NONE && !cell.hasMasks()) {
            throw new IllegalArgumentException(
                    "masks: expected none of " + RandomCaseCode.lower(cell) + " but got " + masks);
        }
        if (masks != RecurrentCases.Masks.NONE && strategy != Strategy.PANEL) {
            throw new IllegalArgumentException("masks are computed on panels only, not on " + strategy);
        }
        requirePositive("threads", threads);
        requirePositive("T", steps);
        requirePositive("N", batch);
        requirePositive("passes", passes);
        requirePositive("gain", gain);
        requirePositive("I", inputSize);
        requirePositive("H", hiddenSize);
        requirePositive("L", layers);
    }

    private static void requirePositive(String what, int value) {
        Arguments.requirePositive(what, value);
    }

    /** Draws the case of a seed. */
    public static RandomCase draw(Space space, long seed) {
        return new RandomCaseDraw(space, seed).draw();
    }

    /**
     * Reads the case of a {@link #code}.
     *
     * @throws IllegalArgumentException if the code is malformed; the message contains what is wrong
     */
    public static RandomCase parse(String code) {
        return RandomCaseCode.parse(code);
    }

    /**
     * Returns all properties in one word, for example {@code
     * gru-after,panel,threads=2,T=16,N=8,I=10,H=8,ragged,seed=7}.
     */
    public String code() {
        return RandomCaseCode.of(this);
    }

    /** Returns the kind under which the case is counted. */
    public Kind kind() {
        return new Kind(cell, strategy, isSaturating());
    }

    /** Returns whether its weights exceed their usual initial range. */
    public boolean isSaturating() {
        return gain > 1;
    }

    /** Creates the numbers of the case. */
    public RecurrentCase create() {
        CaseFrame frame = new CaseFrame(steps, batch, rows, initialState, upstream, passes, gain);
        return RecurrentCases.create(
                code(), seed, RecurrentSpec.of(cell, inputSize, hiddenSize, layers, direction, bias), masks, frame);
    }

    @Override
    public String toString() {
        return code();
    }
}
