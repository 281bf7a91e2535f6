package org.gru4j.measure.peer;

import java.util.Arrays;
import java.util.Map;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;

/** A library that can compute the task. It runs in its own process. */
public interface Peer {
    /** A prepared task that can be run repeatedly. */
    interface Step extends AutoCloseable {
        /** Runs one step. */
        void run();

        /** Returns the output y [T,N,H] of the latest run. */
        float[] y();

        /** Returns the gradient of x [T,N,I] of the latest run. It is called only in training. */
        float[] dx();

        /** Returns the gradients of W and U of the latest run, in any order. It is called only in training. */
        float[] weightGradients();

        @Override
        void close();
    }

    /** Returns versions and settings that affect the speed, in the order in which they are printed. */
    Map<String, String> properties();

    /**
     * Prepares a task: creates everything that does not belong to a step.
     *
     * @throws UnsupportedOperationException if the library can't compute the task; the message has the reason
     */
    Step prepare(GruTask task, TaskData data);

    /** Returns the concatenation of two arrays. */
    static float[] concatenated(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
