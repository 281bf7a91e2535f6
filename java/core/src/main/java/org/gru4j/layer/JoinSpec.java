package org.gru4j.layer;

import java.util.List;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.RnnSpec;

/** What a node computes that reads several nodes or inputs, described apart from its parameters. Immutable. */
public interface JoinSpec extends NodeSpec {
    /** {@link ConcatLayer}: the features of all side by side. */
    static ConcatLayer concat() {
        return new ConcatLayer();
    }

    /** {@link SumLayer}: the sum, feature by feature. */
    static SumLayer sum() {
        return new SumLayer();
    }

    /** {@link ProductLayer}: the product, feature by feature. */
    static ProductLayer product() {
        return new ProductLayer();
    }

    /** {@link RepeatLayer}: a single step for each step of a sequence. */
    static RepeatLayer repeat() {
        return new RepeatLayer();
    }

    /** {@link StatesLayer}: the final states of a recurrent layer, K of them of H numbers. */
    static StatesLayer states(int count, int hiddenSize) {
        return new StatesLayer(count, hiddenSize);
    }

    /** {@link RecurrentJoinSpec}: recurrent layers that start from given states. */
    static RecurrentJoinSpec recurrent(RecurrentSpec spec) {
        return spec instanceof GruSpec gru ? new GruFromStatesLayer(gru) : new RnnFromStatesLayer((RnnSpec) spec);
    }

    /**
     * The features that it emits at each step.
     *
     * @param inputFeatures of the nodes that it reads, in their order
     * @throws IllegalArgumentException if it can't read these: their number, or one that does not fit
     */
    int outputFeatures(List<Integer> inputFeatures);

    /**
     * Whether all that it reads must have the same steps: those of one input of the model. Otherwise it emits the steps
     * of what it reads first, whatever steps the others have.
     */
    default boolean readsTheSameSteps() {
        return true;
    }

    /**
     * Whether each of its steps reads all steps of its {@code k}-th input, as attention reads its memory. Otherwise a step
     * reads the same step of that input alone, or a single one that is the same at all steps.
     */
    default boolean readsWhole(int k) {
        return false;
    }

    /**
     * Creates what computes it.
     *
     * @param name as for {@link #declare}
     * @param parameters of the whole model, those that this node declared among them
     */
    Join create(String name, Parameters parameters);
}
