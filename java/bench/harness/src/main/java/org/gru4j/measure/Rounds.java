package org.gru4j.measure;

import java.util.ArrayList;
import java.util.List;

/** Contestants that take turns. */
public final class Rounds {
    /** Rounds unless told otherwise. */
    public static final int DEFAULT = 20;
    /** A turn lasts about as long, but for steps that take longer themselves. */
    private static final double TURN_SECONDS = 5e-3;

    private static final int MAX_STEPS_PER_TURN = 50;
    private static final double WARM_UP_SECONDS = 0.5;
    private static final int WARM_UP_STEPS = 5;

    private Rounds() {}

    /**
     * Warms each contestant up, then lets all of them run in every round, each round beginning with the next of them.
     *
     * @param between what happens before each round, for example a sample of what the machine can do just then
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

    /** Runs until caches, compilers and thread pools have settled; returns how many steps make a turn. */
    private static int warmUp(Contestant contestant) {
        Samples samples = new Samples();
        long start = System.nanoTime();
        while (samples.count() < WARM_UP_STEPS || (System.nanoTime() - start) * 1e-9 < WARM_UP_SECONDS) {
            samples.add(contestant.run(1));
        }
        return (int) Math.max(1, Math.min(MAX_STEPS_PER_TURN, Math.ceil(TURN_SECONDS / samples.median())));
    }
}
