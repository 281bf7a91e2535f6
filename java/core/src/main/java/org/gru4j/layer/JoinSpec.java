package org.gru4j.layer;

import java.util.List;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.RecurrentSpec;
import org.gru4j.recurrent.RnnSpec;

/** The spec of a node that reads several nodes or inputs, without its parameters. Immutable. */
public interface JoinSpec extends NodeSpec {
    /** Returns a {@link ConcatLayer}, which concatenates the features of all inputs. */
    static ConcatLayer concat() {
        return new ConcatLayer();
    }

    /** Returns a {@link SumLayer}, which adds its inputs feature by feature. */
    static SumLayer sum() {
        return new SumLayer();
    }

    /** Returns a {@link ProductLayer}, which multiplies its inputs feature by feature. */
    static ProductLayer product() {
        return new ProductLayer();
    }

    /** Returns a {@link RepeatLayer}, which repeats a single step for each step of a sequence. */
    static RepeatLayer repeat() {
        return new RepeatLayer();
    }

    /**
     * Returns a {@link StatesLayer}, which emits the final states of a recurrent layer: {@code count} states of
     * {@code hiddenSize} numbers.
     */
    static StatesLayer states(int count, int hiddenSize) {
        return new StatesLayer(count, hiddenSize);
    }

    /** Returns a {@link RecurrentJoinSpec}: recurrent layers that start from given states. */
    static RecurrentJoinSpec recurrent(RecurrentSpec spec) {
        return spec instanceof GruSpec gru ? new GruFromStatesLayer(gru) : new RnnFromStatesLayer((RnnSpec) spec);
    }

    /**
     * Returns the number of features that it emits at each step.
     *
     * @param inputFeatures of the nodes that it reads, in their order
     * @throws IllegalArgumentException if there is a wrong number of inputs, or their features do not fit
     */
    int outputFeatures(List<Integer> inputFeatures);

    /**
     * Returns whether all inputs must have the same steps, which come from a single input of the model. Otherwise it
     * emits the steps of its first input, whatever steps the others have.
     */
    default boolean readsTheSameSteps() {
        return true;
    }

    /**
     * Returns whether each step reads all steps of the {@code k}-th input, as attention reads its memory. Otherwise, a
     * step reads only the same step of that input, or a single step that is the same at all steps.
     */
    default boolean readsWhole(int k) {
        return false;
    }

    /**
     * Creates the join that computes this.
     *
     * @param name as for {@link #declare}
     * @param parameters of the whole model, including those that this node declared
     */
    Join create(String name, Parameters parameters);
}
