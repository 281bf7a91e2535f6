package org.gru4j.backend;

import java.util.Arrays;
import org.gru4j.tensor.Tensor;

/** Where a workspace is between its kernel's forward and backward, and what the tensors in use looked like then. */
final class WorkspaceState {
    private enum State { EMPTY, FILLED, SPENT, CLOSED }

    private final Object kernel;
    /** Names the kernel in errors. */
    private final Object dims;
    private final int steps;
    private final int[] lengths;
    private final Tensor[] tensors;
    private final long[] versions;
    private int watched;
    private boolean ragged;
    private State state = State.EMPTY;

    /** @param maxTensors how many are watched at most */
    WorkspaceState(Object kernel, Object dims, int steps, int batch, int maxTensors) {
        this.kernel = kernel;
        this.dims = dims;
        this.steps = steps;
        this.lengths = new int[batch];
        this.tensors = new Tensor[maxTensors];
        this.versions = new long[maxTensors];
    }

    void beginForward(Object caller, Object callerDims) {
        requireUsable(caller, callerDims);
        state = State.EMPTY;
        watched = 0;
    }

    /** This tensor must stay open and unchanged until backward; null is none. */
    void watch(Tensor tensor) {
        if (tensor != null) {
            tensors[watched] = tensor;
            versions[watched++] = tensor.version();
        }
    }

    /** Forward is done, and what it used is watched. */
    void filled(int[] forwardLengths) {
        ragged = forwardLengths != null;
        if (ragged) {
            System.arraycopy(forwardLengths, 0, lengths, 0, lengths.length);
        } else {
            Arrays.fill(lengths, steps);
        }
        state = State.FILLED;
    }

    void beginBackward(Object caller, Object callerDims) {
        requireUsable(caller, callerDims);
        if (state != State.FILLED) {
            throw new IllegalStateException(state == State.EMPTY
                    ? "backward without a forward before it: the workspace is empty"
                    : "second backward after one forward: the workspace is spent");
        }
        for (int k = 0; k < watched; k++) {
            tensors[k].requireOpen();
            if (tensors[k].version() != versions[k]) {
                throw new IllegalStateException("tensor " + tensors[k] + " was changed between forward and backward");
            }
        }
        // spent even if the backward pass fails half-way: what is left of the workspace is not to be trusted
        state = State.SPENT;
    }

    private void requireUsable(Object caller, Object callerDims) {
        if (caller != kernel) {
            throw new IllegalArgumentException("workspace of kernel " + dims + " is used with another kernel, "
                    + callerDims);
        }
        if (state == State.CLOSED) {
            throw new IllegalStateException("workspace of kernel " + dims + " is used after it was closed");
        }
    }

    /** Forward's lengths [N]; null if every row has T steps. */
    int[] lengths() {
        return ragged ? lengths : null;
    }

    /** Whether it was open until now. */
    boolean close() {
        boolean wasOpen = state != State.CLOSED;
        state = State.CLOSED;
        return wasOpen;
    }
}
