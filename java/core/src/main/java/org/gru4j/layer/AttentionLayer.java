package org.gru4j.layer;

import java.util.List;
import org.gru4j.argument.Arguments;

/**
 * The spec of {@link Attention}. Its first input is the queries [T,N,Q], its second the memory [S,N,M]; it emits a
 * context [T,N,M] for each step of the queries. Immutable.
 *
 * @param querySize Q
 * @param memorySize M
 * @param score how queries and memory are compared
 * @param size A, the number of features in which {@link Score#GENERAL} and {@link Score#ADDITIVE} compare; 0 for the
 *     others
 */
public record AttentionLayer(int querySize, int memorySize, Score score, int size) implements JoinSpec {
    /** The function that scores how relevant a step of the memory is to a query. */
    public enum Score {
        /** q·m, with Q = M (Luong, Pham and Manning, arXiv 1508.04025, "dot"). */
        DOT,
        /** q·m ÷ √M, with Q = M (Vaswani et al., arXiv 1706.03762, equation 1). */
        SCALED_DOT,
        /** (q·Wq)·(m·Wm) ÷ √A, with trained Wq [Q,A] and Wm [M,A]. */
        GENERAL,
        /**
         * v·tanh(q·Wq + m·Wm), with trained Wq [Q,A], Wm [M,A] and v [A] (Bahdanau, Cho and Bengio, arXiv 1409.0473).
         */
        ADDITIVE;

        boolean isProjected() {
            return this == GENERAL || this == ADDITIVE;
        }
    }

    public AttentionLayer {
        Arguments.requirePositive("attention querySize", querySize);
        Arguments.requirePositive("attention memorySize", memorySize);
        if (score.isProjected()) {
            Arguments.requirePositive("attention size", size);
        } else if (size != 0) {
            throw new IllegalArgumentException("attention size: expected 0 for " + score + " but got " + size);
        } else if (querySize != memorySize) {
            throw new IllegalArgumentException("attention: " + score + " compares features of the same number, but"
                    + " queries have " + querySize + " and the memory has " + memorySize
                    + ": a dense layer, GENERAL or ADDITIVE makes them comparable");
        }
    }

    @Override
    public String kind() {
        return "attention";
    }

    @Override
    public boolean readsTheSameSteps() {
        return false;
    }

    @Override
    public boolean readsWhole(int k) {
        return k == 1;
    }

    @Override
    public boolean hasParameters() {
        return score.isProjected();
    }

    @Override
    public int outputFeatures(List<Integer> inputFeatures) {
        if (!inputFeatures.equals(List.of(querySize, memorySize))) {
            throw new IllegalArgumentException("expected queries of " + querySize + " features and a memory of "
                    + memorySize + " but got " + inputFeatures);
        }
        return memorySize;
    }

    @Override
    public void declare(Parameters.Layout layout, String name) {
        if (score.isProjected()) {
            Attention.declare(layout, name, this);
        }
    }

    @Override
    public Attention create(String name, Parameters parameters) {
        return new Attention(name, this, parameters);
    }
}
