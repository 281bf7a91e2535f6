package org.gru4j.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Threads;
import org.gru4j.backend.reference.ReferenceBackend;

/**
 * Compares every kernel of a backend with the reference. Recurrent layers are checked with many combinations of shapes,
 * both as whole layers and kernel by kernel. All other kernels are checked at small sizes and at sizes that several
 * threads share.
 *
 * <p>Thread-safe: it has no state.
 */
public final class BackendCheck {
    private static final int RNN_CASES = 40;
    private static final int TIMES = 3;
    /**
     * The maximum number of threads that share floats. More threads would need more floats, but would not share them in
     * any other way.
     */
    private static final int MOST_SHARING = 4;

    private final Backend backend;
    private final Consumer<Result> heard;

    /**
     * The result of one case of a kernel.
     *
     * @param kernel the kind of kernel, in words
     * @param name of the case
     * @param comparisons of all its tensors
     */
    public record Result(String kernel, String name, List<Parity.Comparison> comparisons) {}

    private BackendCheck(Backend backend, Consumer<Result> heard) {
        this.backend = backend;
        this.heard = heard;
    }

    /**
     * Runs all cases, kernel by kernel.
     *
     * @param heard receives the result of each case
     */
    public static void run(Backend backend, Consumer<Result> heard) {
        BackendCheck check = new BackendCheck(backend, heard);
        for (String strategy : StrategyProperty.of(backend)) {
            StrategyProperty.with(strategy, () -> {
                check.layers(strategy);
                return null;
            });
        }
        check.others();
    }

    private void layers(String strategy) {
        String suffix = StrategyProperty.of(backend).size() > 1 ? ", " + strategy : "";
        boolean primitive = strategy.equals("primitive");
        List<Result> results = new ArrayList<>();
        for (RecurrentCase c : GruCases.pairwise()) {
            // oneDNN's primitives do not support masks
            results.add(result(RecurrentKernelCases.name(c.spec().cell()), primitive ? c.withoutMasks() : c));
        }
        for (KernelCase c : KernelCases.layersOfManyRows()) {
            if (c.kernel().startsWith("gru")) {
                results.add(withReference(c));
                results.add(withOneThread(c));
            }
        }
        results.stream()
                .map(result -> new Result(result.kernel() + suffix, result.name(), result.comparisons()))
                .sorted((a, b) -> a.kernel().compareTo(b.kernel()))
                .forEach(heard);
    }

    private void others() {
        for (long seed = 0; seed < RNN_CASES; seed++) {
            RecurrentCase c = RnnCases.random(seed);
            heard.accept(result(RecurrentKernelCases.name(c.spec().cell()), c));
        }
        KernelCases.small().forEach(c -> {
            if (!c.kernel().startsWith("gru")) {
                heard.accept(withReference(c));
            }
        });
        for (KernelCase c : KernelCases.layersOfManyRows()) {
            if (!c.kernel().startsWith("gru")) {
                heard.accept(withReference(c));
                heard.accept(withOneThread(c));
            }
        }
        int sharing = Math.min(backend.threads(), MOST_SHARING);
        int limit = Threads.exchangeLimit(sharing);
        try {
            KernelCases.manyFloats(sharing).forEach(c -> heard.accept(withReference(c)));
        } finally {
            Threads.exchangeLimit(limit);
        }
    }

    private Result result(String kernel, RecurrentCase c) {
        RecurrentOutcome expected = RecurrentOutcome.inDoubles(c);
        List<Parity.Comparison> comparisons =
                new ArrayList<>(Parity.compare(c, expected, RecurrentOutcome.on(backend, c)));
        comparisons.addAll(Parity.compare(c, expected, RecurrentOutcome.inferenceOn(backend, c)));
        return new Result(kernel, c.name(), comparisons);
    }

    private Result withReference(KernelCase c) {
        return new Result(c.kernel(), c.sizes(), c.compare(new ReferenceBackend(), backend));
    }

    private Result withOneThread(KernelCase c) {
        return new Result(c.kernel(), c.sizes() + ", compared with one thread", c.compareWithOneThread(backend, TIMES));
    }
}
