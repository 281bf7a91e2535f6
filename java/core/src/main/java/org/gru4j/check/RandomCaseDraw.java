package org.gru4j.check;

import java.util.List;
import org.gru4j.random.CounterRandom;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;

/**
 * Draws a {@link RandomCase}. Sizes are uniform in their logarithm. Half of the cases have many steps and rows but few
 * units: several threads divide them into many parts, and they are cheap to check. A few have many units. Cases that
 * would take too long are made smaller.
 */
final class RandomCaseDraw {
    private static final int MAX_STEPS = 300;
    private static final int MAX_BATCH = 70;
    private static final int MAX_SIZE = 130;
    /**
     * The maximum number of products in one forward pass. The reference computes a hundred million per second; backward
     * takes three times as many.
     */
    private static final long MAX_WORK = 3_000_000;

    private static final long MAX_WORK_OF_MANY_UNITS = 25_000_000;
    /** The maximum of steps times threads. Each step needs all threads; if they share few cores, they take turns. */
    private static final int MAX_TURNS = 1200;
    /** The cost of an activation, in products. */
    private static final int ACTIVATION = 30;

    private final long seed;
    private final CaseNumbers numbers;

    private final RecurrentCell cell;
    private final RandomCase.Strategy strategy;
    private final int threads;
    private int steps;
    private int batch;
    private int inputs;
    private int hidden;
    private int layers;
    private final Direction direction;
    private final int passes;

    RandomCaseDraw(RandomCase.Space space, long seed) {
        this.seed = seed;
        numbers = new CaseNumbers(new CounterRandom(seed, 0, 5));
        cell = pick(space.cells());
        strategy = pick(space.strategies());
        threads = pick(space.threads());
        layers = pick(List.of(1, 1, 1, 2, 3));
        direction = pick(List.of(Direction.FORWARD, Direction.FORWARD, Direction.REVERSE, Direction.BIDIRECTIONAL));
        passes = pick(List.of(1, 1, 2));
    }

    RandomCase draw() {
        int kind = numbers.below(20);
        if (kind < 10) {
            sizes(20, 4, 40, 1, 24, MAX_WORK);
        } else if (kind < 19) {
            sizes(1, 1, MAX_SIZE, 1, MAX_SIZE, MAX_WORK);
        } else {
            sizes(4, 16, MAX_SIZE, 65, MAX_SIZE, MAX_WORK_OF_MANY_UNITS);
        }
        RecurrentCases.Masks masks = strategy == RandomCase.Strategy.PANEL && cell.hasMasks() && numbers.below(3) == 0
                ? pick(List.of(RecurrentCases.Masks.values()))
                : RecurrentCases.Masks.NONE;
        return new RandomCase(
                cell,
                strategy,
                threads,
                steps,
                batch,
                inputs,
                hidden,
                layers,
                direction,
                numbers.below(4) > 0,
                pick(List.of(
                        RandomCase.Rows.FULL,
                        RandomCase.Rows.FULL,
                        RandomCase.Rows.RAGGED,
                        RandomCase.Rows.RAGGED,
                        RandomCase.Rows.SHORT)),
                numbers.below(2) == 0,
                masks,
                passes,
                pick(List.of(
                        RandomCase.Upstream.BOTH,
                        RandomCase.Upstream.BOTH,
                        RandomCase.Upstream.OUTPUT,
                        RandomCase.Upstream.STATE)),
                pick(List.of(1, 1, 1, 2, 4, 8)),
                seed);
    }

    private void sizes(int fewestSteps, int fewestRows, int mostInputs, int fewestUnits, int mostUnits, long maxWork) {
        steps = Math.min(size(fewestSteps, MAX_STEPS), Math.max(1, MAX_TURNS / threads));
        batch = size(fewestRows, MAX_BATCH);
        inputs = size(1, mostInputs);
        hidden = size(fewestUnits, mostUnits);
        while (work() > maxWork) {
            shrink(fewestUnits);
        }
    }

    /** Returns the cost of a forward pass in products, including activations. */
    private long work() {
        long rows = (long) steps * batch * passes * layers * direction.count();
        int widest = layers > 1 ? Math.max(inputs, direction.count() * hidden) : inputs;
        return rows * cell.gates() * hidden * (widest + hidden + ACTIVATION);
    }

    /** Makes the size smaller that is largest relative to its maximum. */
    private void shrink(int fewestUnits) {
        if (layers > 1 && numbers.below(2) == 0) {
            layers--;
        } else if (hidden > fewestUnits && hidden * MAX_BATCH >= batch * MAX_SIZE && hidden >= inputs) {
            hidden = Math.max(fewestUnits, hidden * 2 / 3);
        } else if (inputs > 1 && inputs * MAX_BATCH >= batch * MAX_SIZE) {
            inputs = Math.max(1, inputs * 2 / 3);
        } else if (batch > 1 && batch * MAX_STEPS >= steps * MAX_BATCH) {
            batch = Math.max(1, batch * 2 / 3);
        } else {
            steps = Math.max(1, steps * 2 / 3);
        }
    }

    private int size(int least, int most) {
        return (int) Math.min(most, least * Math.pow((most + 1.0) / least, numbers.uniform()));
    }

    private <T> T pick(List<T> choices) {
        return choices.get(numbers.below(choices.size()));
    }
}
