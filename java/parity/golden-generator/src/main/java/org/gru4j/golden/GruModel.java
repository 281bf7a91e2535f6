package org.gru4j.golden;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** One way to compute a case with PyTorch's tensors, differentiable by its autograd. */
interface GruModel {

    /** The leaves that collect the parameters' gradients, by the names that the file gives them. */
    Map<String, Tensor> weights();

    /** x [T,N,I], h0 [L·D,N,H]. */
    Result forward(Tensor x, Tensor h0);

    /**
     * What a GRU computes.
     *
     * @param output [T,N,D·H], zero past each sequence's end
     * @param hN [L·D,N,H], each sequence's last valid state
     */
    record Result(Tensor output, Tensor hN) {}
}
