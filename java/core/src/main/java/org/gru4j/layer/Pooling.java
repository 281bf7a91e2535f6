package org.gru4j.layer;

import java.util.Arrays;
import java.util.function.Supplier;
import org.gru4j.tensor.ShapeException;
import org.gru4j.tensor.Tensor;

/**
 * The mean over each row's L_n valid steps, y_n = Σ_{t &lt; L_n} x_tn ÷ L_n, and zeros for a row that has none: average
 * pooling over time (Lin et al., arXiv 1312.4400, section 3.2, with steps for pixels). It has no parameters.
 */
public final class Pooling implements Layer {
    private static final class Slot implements Pass.Slot {
        private final double[] sum;
        private final float[] row;
        private int steps;
        private int batch;
        private int[] lengths;
        private boolean filled;

        Slot(int size) {
            sum = new double[size];
            row = new float[size];
        }

        int length(int n) {
            return lengths == null ? steps : lengths[n];
        }

        @Override
        public void end() {
            filled = false;
            lengths = null;
        }

        @Override
        public void close() {
            end();
        }
    }

    private final String name;
    private final String dxName;
    private final int size;
    private final Supplier<Slot> createSlot;

    Pooling(String name, int size) {
        this.name = name;
        this.dxName = "gradient into " + name;
        this.size = size;
        this.createSlot = () -> new Slot(size);
    }

    /** @return y [1,N,I], valid until the step ends */
    @Override
    public Tensor forward(Pass pass, Tensor x) {
        if (x.shape().rank() != 3) {
            throw new ShapeException(name + ": x [T,N,I]: expected three dimensions but got " + x.shape());
        }
        x.requireShape("x [T,N,I]", x.dim(0), x.dim(1), size);
        Slot slot = slot(pass);
        slot.steps = x.dim(0);
        slot.batch = x.dim(1);
        slot.lengths = pass.lengths(x.dim(0), x.dim(1));
        Tensor y = pass.scope().allocateUninitialized(name, 1, x.dim(1), size);
        for (int n = 0, batch = x.dim(1); n < batch; n++) {
            Arrays.fill(slot.sum, 0);
            int length = slot.length(n);
            for (int t = 0; t < length; t++) {
                x.read((t * batch + n) * size, slot.row, 0, size);
                for (int i = 0; i < size; i++) {
                    slot.sum[i] += slot.row[i];
                }
            }
            for (int i = 0; i < size; i++) {
                slot.row[i] = length == 0 ? 0 : (float) (slot.sum[i] / length);
            }
            y.write(n * size, slot.row, 0, size);
        }
        slot.filled = pass.isTraining();
        return y;
    }

    /** dx_tn = dy_n ÷ L_n at valid steps, zero past them. */
    @Override
    public Tensor backward(Pass pass, Tensor dy) {
        pass.requireTraining(name);
        Slot slot = slot(pass);
        if (!slot.filled) {
            throw new IllegalStateException(name + ": backward without a forward before it in this step, or a second one");
        }
        int batch = slot.batch;
        dy.requireShape("dy [1,N,I]", 1, batch, size);
        slot.filled = false;
        Tensor dx = pass.scope().allocateUninitialized(dxName, slot.steps, batch, size);
        for (int n = 0; n < batch; n++) {
            int length = slot.length(n);
            dy.read(n * size, slot.row, 0, size);
            for (int i = 0; i < size; i++) {
                slot.row[i] = slot.row[i] / length;
            }
            for (int t = 0; t < slot.steps; t++) {
                if (t < length) {
                    dx.write((t * batch + n) * size, slot.row, 0, size);
                } else {
                    dx.zero((t * batch + n) * size, size);
                }
            }
        }
        return dx;
    }

    private Slot slot(Pass pass) {
        return pass.slot(this, createSlot);
    }
}
