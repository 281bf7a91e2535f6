package org.gru4j.interop.onnx.read;

import java.util.Locale;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.read.AxisFactor.Role;
import org.jspecify.annotations.Nullable;

/** What the reading of one graph finds out and keeps account of, across its nodes. */
final class ImportBudget {
    /** How many numbers may be made of each that the file stores: weights may be shared, but not without end. */
    private static final int COPIES = 16;
    /** Beside those: biases of zeros, and the like. */
    private static final long SPARE = 1 << 16;

    private final OnnxNotices notices;
    private final boolean fromPyTorch;
    private long left;
    /** Null as long as no layer has told. */
    private @Nullable Role time;
    /** Null as long as no node has looked at them. */
    private @Nullable LayerOutput lengths;

    /**
     * @param producer what wrote the file, in its own words
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

    /** Whether PyTorch wrote the file. */
    boolean isFromPyTorch() {
        return fromPyTorch;
    }

    /** Before so many numbers are made of others. */
    void charge(long numbers) {
        left -= numbers;
        if (left < 0) {
            throw new OnnxFault(
                    "expected at most " + COPIES + " numbers to be made of each that the file stores but got more");
        }
    }

    /**
     * A node looks at the rows' lengths: an input [N] of integers, the same for all. Another value is none of those.
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
            throw new OnnxFault("expected the lengths of the nodes before, " + lengths.describe() + ", but got "
                    + input.describe());
        }
        lengths = input;
        return true;
    }

    /** A layer takes this axis of the input for its steps. */
    void time(Role role) {
        if (time != null && time != role) {
            throw new OnnxFault("expected the axis for steps that the layers before have, the input's "
                    + (time == Role.FIRST ? "first" : "second") + ", but got the other one");
        }
        time = role;
    }

    /** Which axis of the input runs over steps: the first, if no layer has told. */
    Role time() {
        return time == null ? Role.FIRST : time;
    }

    Role batch() {
        return time() == Role.FIRST ? Role.SECOND : Role.FIRST;
    }
}
