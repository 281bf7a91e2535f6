package org.gru4j.interop.onnx.read;

import java.util.Locale;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.read.AxisFactor.Role;
import org.jspecify.annotations.Nullable;

/** The state of one import across the nodes: the memory limit, the notices, the axis of steps, and the lengths. */
final class ImportBudget {
    /**
     * How many numbers the import may create for each number in the file. Weights may be shared, but not without limit.
     */
    private static final int COPIES = 16;
    /** How many numbers the import may create in addition, such as biases of zeros. */
    private static final long SPARE = 1 << 16;

    private final OnnxNotices notices;
    private final boolean fromPyTorch;
    private long left;
    /** The axis of the input that runs over steps; null until a layer determines it. */
    private @Nullable Role time;
    /** The input with the lengths; null until a node reads it. */
    private @Nullable LayerOutput lengths;

    /**
     * Starts an import.
     *
     * @param notices receives the notices of the import
     * @param producer the name of the program that wrote the file, from the file
     * @param stored how many numbers the file stores
     */
    ImportBudget(OnnxNotices notices, String producer, long stored) {
        this.notices = notices;
        this.fromPyTorch = producer.toLowerCase(Locale.ROOT).contains("pytorch");
        this.left = COPIES * stored + SPARE;
    }

    OnnxNotices notices() {
        return notices;
    }

    /** Returns whether PyTorch wrote the file. */
    boolean isFromPyTorch() {
        return fromPyTorch;
    }

    /**
     * Counts numbers. To be called before they are created.
     *
     * @throws OnnxFault if they exceed the limit
     */
    void charge(long numbers) {
        left -= numbers;
        if (left < 0) {
            throw new OnnxFault("expected to create at most " + COPIES
                    + " numbers for each number in the file but the graph needs" + " more");
        }
    }

    /**
     * Returns whether a value is the input with the lengths, an input [N] of integers. The first such input becomes the
     * input with the lengths.
     *
     * @throws OnnxFault if it is such an input, but an earlier node has read another one
     */
    boolean isLengths(Value value) {
        boolean fits = value instanceof Activation activity
                && activity.rank() == 1
                && activity.signal() instanceof LayerOutput.Input input
                && input.integers
                && input.dims.size() == 1;
        if (!fits) {
            return false;
        }
        LayerOutput input = ((Activation) value).signal();
        if (lengths != null && lengths != input) {
            throw new OnnxFault("expected the lengths that earlier nodes read, " + lengths.describe() + ", but got "
                    + input.describe());
        }
        lengths = input;
        return true;
    }

    /**
     * Declares that a layer's steps run along this axis of the input.
     *
     * @throws OnnxFault if another layer's steps run along the other axis
     */
    void time(Role role) {
        if (time != null && time != role) {
            throw new OnnxFault("expected the steps along the " + (time == Role.FIRST ? "first" : "second")
                    + " axis of the input, as in earlier layers, but got the other axis");
        }
        time = role;
    }

    /** Returns the axis of the input that runs over steps: the first one if no layer has determined it. */
    Role time() {
        return time == null ? Role.FIRST : time;
    }

    /** Returns the axis of the input that runs over sequences. */
    Role batch() {
        return time() == Role.FIRST ? Role.SECOND : Role.FIRST;
    }
}
