package org.gru4j.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.proto.TensorProto;
import org.gru4j.interop.onnx.proto.TensorProto.DataType;
import org.gru4j.interop.onnx.read.OnnxNotices;
import org.gru4j.interop.onnx.read.Sizes;
import org.gru4j.interop.onnx.read.TensorReader;
import org.gru4j.interop.onnx.read.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The formats in which a file can contain numbers, as raw bytes or in the field for their type. */
class NumberFormatsTest {
    /** Numbers that are exact in all formats. */
    private static final float[] NUMBERS = {0, -0.0f, 1, -2.5f, 0.09375f, Float.POSITIVE_INFINITY};

    private static final short[] HALVES = {0, (short) 0x8000, 0x3c00, (short) 0xc100, 0x2e00, 0x7c00};

    private final OnnxNotices notices = new OnnxNotices();
    private final TensorReader reader = new TensorReader(notices);

    private static TensorProto.Builder tensor(DataType type) {
        return TensorProto.newBuilder().setDataType(type.getNumber()).addDims(2).addDims(3);
    }

    private static short bits(DataType type, int k) {
        return type == DataType.FLOAT16 ? HALVES[k] : (short) (Float.floatToRawIntBits(NUMBERS[k]) >>> 16);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16"})
    void floats(DataType type) {
        TensorProto.Builder raw = tensor(type);
        TensorProto.Builder listed = tensor(type);
        ByteBuffer bytes = ByteBuffer.allocate(NUMBERS.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < NUMBERS.length; k++) {
            switch (type) {
                case FLOAT -> {
                    bytes.putFloat(NUMBERS[k]);
                    listed.addFloatData(NUMBERS[k]);
                }
                case DOUBLE -> {
                    bytes.putDouble(NUMBERS[k]);
                    listed.addDoubleData(NUMBERS[k]);
                }
                default -> {
                    bytes.putShort(bits(type, k));
                    listed.addInt32Data(bits(type, k) & 0xffff);
                }
            }
        }
        raw.setRawData(ByteString.copyFrom(bytes.flip()));
        for (TensorProto.Builder tensor : List.of(raw, listed)) {
            assertArrayEquals(NUMBERS, ((Weights) reader.read("W", tensor.build())).values());
        }
        assertEquals(
                type == DataType.FLOAT
                        ? List.of()
                        : List.of("W: " + type + (type == DataType.DOUBLE ? " rounded" : " converted") + " to FLOAT"),
                notices.list());
    }

    @Test
    void integers() {
        TensorProto.Builder raw = TensorProto.newBuilder()
                .setDataType(DataType.INT32.getNumber())
                .addDims(2)
                .setRawData(ByteString.copyFrom(new byte[] {1, 0, 0, 0, -1, -1, -1, -1}));
        TensorProto.Builder listed = TensorProto.newBuilder()
                .setDataType(DataType.INT64.getNumber())
                .addDims(2)
                .addInt64Data(1)
                .addInt64Data(-1);
        for (TensorProto.Builder tensor : List.of(raw, listed)) {
            assertArrayEquals(new long[] {1, -1}, ((Sizes) reader.read("shape", tensor.build())).numbers());
        }
    }

    @Test
    void aDoubleBeyondTheFloatsIsNamed() {
        TensorProto tensor = TensorProto.newBuilder()
                .setDataType(DataType.DOUBLE.getNumber())
                .addDoubleData(1e300)
                .build();
        assertEquals(
                "W: expected numbers that fit into a 32-bit float but got 1.0E300",
                assertThrows(OnnxFault.class, () -> reader.read("W", tensor)).getMessage());
    }
}
