package org.gru4j.layer;

import java.util.List;
import org.gru4j.argument.Arguments;
import org.gru4j.tensor.Tensor;

/**
 * The spec of a node that emits the final states of all layers and directions of a recurrent layer, side by side:
 * [1,N,K·H]. These are the states after the last valid step. A row without a valid step has the initial states.
 * Immutable.
 *
 * @param count K; for LSTMs, it counts h and c of each layer and direction
 * @param hiddenSize H
 */
public record StatesLayer(int count, int hiddenSize) implements JoinSpec {
    public StatesLayer {
        Arguments.requirePositive("states count", count);
        Arguments.requirePositive("states hiddenSize", hiddenSize);
    }

    @Override
    public String kind() {
        return "states";
    }

    @Override
    public boolean emitsOneStep() {
        return true;
    }

    @Override
    public int outputFeatures(List<Integer> inputFeatures) {
        if (inputFeatures.size() != 1) {
            throw new IllegalArgumentException(
                    "expected one recurrent layer but got " + inputFeatures.size() + " nodes");
        }
        return Math.multiplyExact(count, hiddenSize);
    }

    @Override
    public boolean hasParameters() {
        return false;
    }

    @Override
    public Join create(String name, Parameters parameters) {
        return new States(name, this);
    }

    private record States(String name, StatesLayer spec) implements Join {
        @Override
        public Tensor forward(Pass pass, Inputs inputs) {
            if (!(inputs.producer(0) instanceof Recurrent recurrent)) {
                throw new IllegalStateException(
                        name + ": expected to read a recurrent layer but it reads a node of another kind");
            }
            Tensor states = recurrent.lastState(pass);
            states.requireShape("states", spec.count, states.dim(1), spec.hiddenSize);
            return StateColumns.toStep(pass, name, states);
        }

        @Override
        public void backward(Pass pass, Tensor dy, Inputs inputs) {
            inputs.addStateGradient(0, StateColumns.fromStep(pass, name, dy, spec.count));
        }
    }
}
