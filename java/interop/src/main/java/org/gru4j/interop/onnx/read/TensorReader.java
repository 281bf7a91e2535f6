package org.gru4j.interop.onnx.read;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.proto.TensorProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.safetensors.HalfFloat;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tensors in a file. Numbers in any floating-point format become floats; integers are read as short vectors.
 *
 * <p>Not thread-safe: it belongs to one import.
 */
public final class TensorReader {
    private final OnnxNotices notices;

    public TensorReader(OnnxNotices notices) {
        this.notices = notices;
    }

    /**
     * Reads a tensor.
     *
     * @param what the tensor's name in errors, for example {@code initializer 'W'}
     * @throws OnnxFault if its type or its storage is not supported, or numbers are missing
     */
    public Value read(String what, TensorProto tensor) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            throw new OnnxFault(
                    what + ": expected its numbers in this file but got external data, which gru4j does not read");
        }
        if (tensor.hasSegment()) {
            throw new OnnxFault(what + ": expected the whole tensor but got a segment");
        }
        DataType type = DataType.forNumber(tensor.getDataType());
        int size = size(what, tensor);
        return switch (type == null ? DataType.UNDEFINED : type) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 ->
                new Weights(tensor.getDimsList().stream().map(Dim::of).toList(), floats(what, tensor, type, size));
            case INT64, INT32, BOOL -> integers(what, tensor, type, size);
            default ->
                throw new OnnxFault(what
                        + ": data type: expected FLOAT, DOUBLE, FLOAT16, BFLOAT16, INT64, INT32 or BOOL"
                        + " but got " + (type == null ? tensor.getDataType() : type));
        };
    }

    private static int size(String what, TensorProto tensor) {
        long size = 1;
        for (long dim : tensor.getDimsList()) {
            if (dim < 0 || dim > Integer.MAX_VALUE || (size *= dim) > Integer.MAX_VALUE) {
                throw new OnnxFault(what + ": dims: expected sizes of at least 0 with a product of at most "
                        + Integer.MAX_VALUE + " but got " + tensor.getDimsList());
            }
        }
        return (int) size;
    }

    private float[] floats(String what, TensorProto tensor, DataType type, int size) {
        int width = type == DataType.DOUBLE ? Double.BYTES : type == DataType.FLOAT ? Float.BYTES : Short.BYTES;
        ByteBuffer raw = raw(what, tensor, (long) size * width);
        if (raw == null) {
            requireCount(
                    what,
                    tensor,
                    size,
                    switch (type) {
                        case FLOAT -> tensor.getFloatDataCount();
                        case DOUBLE -> tensor.getDoubleDataCount();
                        default -> tensor.getInt32DataCount();
                    });
        }
        float[] values = new float[size];
        for (int k = 0; k < size; k++) {
            values[k] = switch (type) {
                case FLOAT -> raw == null ? tensor.getFloatData(k) : raw.getFloat();
                case DOUBLE -> rounded(what, raw == null ? tensor.getDoubleData(k) : raw.getDouble());
                case BFLOAT16 -> Float.intBitsToFloat((raw == null ? tensor.getInt32Data(k) : raw.getShort()) << 16);
                default -> HalfFloat.toFloat(raw == null ? (short) tensor.getInt32Data(k) : raw.getShort());
            };
        }
        if (type != DataType.FLOAT) {
            notices.add(what + ": " + type + (type == DataType.DOUBLE ? " rounded to" : " converted to") + " FLOAT");
        }
        return values;
    }

    private static float rounded(String what, double number) {
        float rounded = (float) number;
        if (Float.isInfinite(rounded) && !Double.isInfinite(number)) {
            throw new OnnxFault(what + ": expected numbers that fit into a 32-bit float but got " + number);
        }
        return rounded;
    }

    private static Value integers(String what, TensorProto tensor, DataType type, int size) {
        if (size > Sizes.MAX) {
            throw new OnnxFault(what + ": expected at most " + Sizes.MAX + " integers but got " + size);
        }
        int width = type == DataType.INT64 ? Long.BYTES : type == DataType.INT32 ? Integer.BYTES : 1;
        ByteBuffer raw = raw(what, tensor, (long) size * width);
        if (raw == null) {
            requireCount(
                    what,
                    tensor,
                    size,
                    type == DataType.INT64 ? tensor.getInt64DataCount() : tensor.getInt32DataCount());
        }
        List<Dim> elements = new ArrayList<>();
        for (int k = 0; k < size; k++) {
            elements.add(Dim.of(
                    switch (type) {
                        case INT64 -> raw == null ? tensor.getInt64Data(k) : raw.getLong();
                        case INT32 -> raw == null ? tensor.getInt32Data(k) : raw.getInt();
                        default -> raw == null ? tensor.getInt32Data(k) : raw.get();
                    }));
        }
        if (tensor.getDimsCount() > 1) {
            if (size == 0) {
                throw new OnnxFault(what + ": expected integers with at most one axis but got " + tensor.getDimsList());
            }
            return Sizes.vector(elements)
                    .reshape(tensor.getDimsList().stream().map(Dim::of).toList());
        }
        return new Sizes(elements, tensor.getDimsCount() == 0);
    }

    /** Returns the raw bytes of a tensor; null if its numbers are in another field. */
    private static @Nullable ByteBuffer raw(String what, TensorProto tensor, long length) {
        int others = tensor.getFloatDataCount()
                + tensor.getDoubleDataCount()
                + tensor.getInt32DataCount()
                + tensor.getInt64DataCount();
        if (!tensor.hasRawData() || tensor.getRawData().isEmpty() && others > 0) {
            return null;
        }
        ByteString bytes = tensor.getRawData();
        if (bytes.size() != length || others > 0) {
            throw new OnnxFault(what + " " + tensor.getDimsList() + ": expected " + length
                    + " bytes of raw data but got "
                    + bytes.size() + (others > 0 ? " and " + others + " numbers in other fields" : ""));
        }
        return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void requireCount(String what, TensorProto tensor, int size, int count) {
        if (count != size) {
            throw new OnnxFault(what + " " + tensor.getDimsList() + ": expected " + size + " numbers but got " + count);
        }
    }
}
