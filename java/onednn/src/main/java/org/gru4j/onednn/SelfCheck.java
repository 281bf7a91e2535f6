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
 * Checks a backend before it is used: every kernel beside the reference on small cases, so that a library that computes
 * nonsense here is found out, and on cases whose work threads share beside what one thread computes, so that threads
 * which do not come, or get in each other's way, are. What would need tens of megabytes for threads to share it is left
 * to the command {@code check}: optimisers, and the rows of embeddings.
 */
final class SelfCheck {
    /** How often: what threads do to each other does not happen at every run. */
    private static final int TIMES = 2;
    /** That share many floats: with two of them these are as few as they can be. */
    private static final int SHARING = 2;

    private SelfCheck() {}

    /** @throws WrongResultsException at the first difference */
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
                        + comparison.tensor() + " is " + comparison.error() + " off what " + beside
                        + " computes, at most " + comparison.tolerance() + " expected");
            }
        }
    }
}
