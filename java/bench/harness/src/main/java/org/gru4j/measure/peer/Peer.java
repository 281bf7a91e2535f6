package org.gru4j.measure.peer;

import java.util.Arrays;
import java.util.Map;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;

/** A library that can do the task; it runs in a process of its own. */
public interface Peer {
    /** The task, ready to be run again and again. */
    interface Step extends AutoCloseable {
        /** One step. */
        void run();

        /** y [T,N,H] of the last run. */
        float[] y();

        /** The gradient of x [T,N,I] from the last run; asked for in training only. */
        float[] dx();

        /** The gradients of W and U from the last run, in any order; asked for in training only. */
        float[] weightGradients();

        @Override
        void close();
    }

    /** Versions and settings that bear on the speed, in the order to print. */
    Map<String, String> properties();

    /**
     * Makes everything that is made once.
     *
     * @throws UnsupportedOperationException if the library can't do that, with the reason
     */
    Step prepare(GruTask task, TaskData data);

    /** An array of two, one after the other. */
    static float[] concatenated(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
