package org.gru4j.measure;

/** Something that is measured and compared with others. */
public interface Contestant {
    /**
     * Runs one step that is not measured, because the previous contestant has left its data in the caches, and then
     * {@code count} steps that are.
     *
     * @return the seconds of each measured step
     */
    double[] run(int count);

    /** Returns a contestant that runs a step in this process. */
    static Contestant of(Runnable step) {
        return count -> {
            double[] seconds = new double[count];
            step.run();
            for (int k = 0; k < count; k++) {
                long start = System.nanoTime();
                step.run();
                seconds[k] = (System.nanoTime() - start) * 1e-9;
            }
            return seconds;
        };
    }
}
