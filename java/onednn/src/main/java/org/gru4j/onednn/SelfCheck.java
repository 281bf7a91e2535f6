package org.gru4j.onednn;

import java.util.List;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Threads;
import org.gru4j.backend.WrongResultsException;
import org.gru4j.backend.reference.ReferenceBackend;
import org.gru4j.check.KernelCase;
import org.gru4j.check.KernelCases;
import org.gru4j.check.Parity;

/**
 * Checks a backend before it is used.
 *
 * <p>It compares every kernel with the reference on small cases, to detect a library that computes wrong results on
 * this machine. Then it compares several threads with one on cases that are large enough to be shared between threads,
 * to detect threads that do not run or disturb each other. Optimisers and the rows of embeddings would need tens of
 * megabytes for that; they are left to the command {@code check}.
 */
final class SelfCheck {
    /** How often each comparison of threads is repeated, because threads do not disturb each other in every run. */
    private static final int TIMES = 2;
    /** The threads that share the cases with many floats. With two threads these cases are smallest. */
    private static final int SHARING = 2;

    private SelfCheck() {}

    /**
     * Runs all comparisons.
     *
     * @throws WrongResultsException at the first difference beyond the tolerance
     */
    static void run(Backend backend) {
        Backend reference = new ReferenceBackend();
        for (KernelCase kernelCase : KernelCases.small()) {
            require(kernelCase, "the reference", kernelCase.compare(reference, backend));
        }
        if (backend.threads() == 1) {
            return;
        }
        for (KernelCase kernelCase : KernelCases.layersOfManyRows()) {
            require(kernelCase, "one thread", kernelCase.compareWithOneThread(backend, TIMES));
        }
        int limit = Threads.exchangeLimit(SHARING);
        try {
            for (KernelCase kernelCase : KernelCases.manyFloatsInLittleMemory(SHARING)) {
                require(kernelCase, "one thread", kernelCase.compareWithOneThread(backend, 1));
            }
        } finally {
            Threads.exchangeLimit(limit);
        }
    }

    private static void require(KernelCase kernelCase, String beside, List<Parity.Comparison> comparisons) {
        for (Parity.Comparison comparison : comparisons) {
            if (!comparison.passed()) {
                throw new WrongResultsException("it computes wrong numbers on this machine: " + kernelCase + ": "
                        + comparison.tensor() + " differs from the result of " + beside + " by " + comparison.error()
                        + "; expected at most " + comparison.tolerance());
            }
        }
    }
}
