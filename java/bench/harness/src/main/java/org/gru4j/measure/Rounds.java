package org.gru4j.measure;

import java.util.ArrayList;
import java.util.List;

/** Measures contestants in turns, so that disturbances by the machine affect all of them alike. */
public final class Rounds {
    /** The default number of rounds. */
    public static final int DEFAULT = 20;
    /** The approximate duration of a turn. If one step takes longer, a turn is one step. */
    private static final double TURN_SECONDS = 5e-3;

    private static final int MAX_STEPS_PER_TURN = 50;
    private static final double WARM_UP_SECONDS = 0.5;
    private static final int WARM_UP_STEPS = 5;

    private Rounds() {}

    /**
     * Warms up all contestants, then runs all of them in every round. Each round begins with the next contestant.
     *
     * @param between runs before each round, for example to measure the current speed of the machine
     * @return the times of each contestant
     */
    public static List<Samples> play(List<? extends Contestant> contestants, int rounds, Runnable between) {
        int[] steps = new int[contestants.size()];
        List<Samples> samples = new ArrayList<>();
        for (int k = 0; k < steps.length; k++) {
            steps[k] = warmUp(contestants.get(k));
            samples.add(new Samples());
        }
        for (int round = 0; round < rounds; round++) {
            between.run();
            for (int place = 0; place < steps.length; place++) {
                int k = (place + round) % steps.length;
                samples.get(k).add(contestants.get(k).run(steps[k]));
            }
        }
        return samples;
    }

    /** Runs steps until caches, compilers and thread pools have settled. Returns the number of steps in a turn. */
    private static int warmUp(Contestant contestant) {
        Samples samples = new Samples();
        long start = System.nanoTime();
        while (samples.count() < WARM_UP_STEPS || (System.nanoTime() - start) * 1e-9 < WARM_UP_SECONDS) {
            samples.add(contestant.run(1));
        }
        return (int) Math.max(1, Math.min(MAX_STEPS_PER_TURN, Math.ceil(TURN_SECONDS / samples.median())));
    }
}
