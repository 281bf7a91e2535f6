package org.gru4j.loss;

import org.gru4j.data.Batch;
import org.gru4j.tensor.Tensor;

/** How far a model's output is from the targets. Padding and ignored targets never count. Not thread-safe. */
public interface Loss {
    /**
     * @param output [T,N,O]
     * @param batch its targets and lengths
     * @param dOutput [T,N,O] out: the gradient of the value returned, zero where nothing is scored; null if not wanted
     * @return the mean over the steps that are scored; 0 if there are none
     */
    double compute(Tensor output, Batch batch, Tensor dOutput);
}
