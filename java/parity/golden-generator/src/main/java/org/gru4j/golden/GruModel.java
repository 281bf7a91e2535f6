package org.gru4j.golden;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** An implementation of a GRU with PyTorch's tensors, differentiable by PyTorch's autograd. */
interface GruModel {

    /** Returns the parameters, which collect their gradients, by their names in the file. */
    Map<String, Tensor> weights();

    /** Computes the results from x [T,N,I] and h0 [L·D,N,H]. */
    Result forward(Tensor x, Tensor h0);

    /**
     * The results of a GRU.
     *
     * @param output the output [T,N,D·H], zero beyond the length of each sequence
     * @param hN the final state [L·D,N,H], after the last valid step of each sequence
     */
    record Result(Tensor output, Tensor hN) {}
}
