package org.gru4j.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.gru4j.gru.ResetGate;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.TaskData;

/**
 * An ONNX model of one GRU node, its parameters stored in it. The numbers are those of onnx.proto's fields.
 *
 * <p>ONNX keeps W [1,3H,I], R [1,3H,H] and B [1,6H], gates in the order z (our u), r, h (our o); B is the bias of the
 * input's product, then that of the state's.
 */
final class OnnxGru {
    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int IR_VERSION = 8;
    private static final int OPSET = 14;

    private OnnxGru() {}

    static byte[] model(GruTask task, TaskData data) {
        GruShape s = task.shape();
        int h = s.hidden();
        boolean after = task.resetGate() == ResetGate.AFTER;
        ProtoWriter node = new ProtoWriter();
        for (String name : new String[] {"x", "W", "R", "B"}) {
            node.text(1, name);
        }
        node.text(2, "y").text(4, "GRU").message(5, attribute("hidden_size", h))
                .message(5, attribute("linear_before_reset", after ? 1 : 0));
        ProtoWriter graph = new ProtoWriter().message(1, node).text(2, "gru")
                .message(5, tensor("W", TaskData.transposed(data.w(), h, 0, 1, 2), 1, 3L * h, s.inputs()))
                .message(5, tensor("R", TaskData.transposed(data.u(), h, 0, 1, 2), 1, 3L * h, h))
                .message(5, tensor("B", TaskData.biasRows(data.b(), h, 0, 1, 2, -1, -1, after ? 3 : -1), 1, 6L * h))
                .message(11, value("x", s.steps(), s.batch(), s.inputs()))
                .message(12, value("y", s.steps(), 1, s.batch(), h));
        return new ProtoWriter().number(1, IR_VERSION).message(7, graph)
                .message(8, new ProtoWriter().text(1, "").number(2, OPSET)).toByteArray();
    }

    private static ProtoWriter attribute(String name, long value) {
        return new ProtoWriter().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
    }

    private static ProtoWriter tensor(String name, float[] values, long... dims) {
        ProtoWriter tensor = new ProtoWriter();
        for (long dim : dims) {
            tensor.number(1, dim);
        }
        return tensor.number(2, FLOAT).text(8, name).floats(9, values);
    }

    private static ProtoWriter value(String name, long... dims) {
        ProtoWriter shape = new ProtoWriter();
        for (long dim : dims) {
            shape.message(1, new ProtoWriter().number(1, dim));
        }
        ProtoWriter tensorType = new ProtoWriter().number(1, FLOAT).message(2, shape);
        return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensorType));
    }

    /** Writes a message of Protocol Buffers. */
    private static final class ProtoWriter {
        private static final int VARINT = 0;
        private static final int LENGTH_DELIMITED = 2;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        private ProtoWriter varint(long value) {
            long rest = value;
            for (; (rest & ~0x7FL) != 0; rest >>>= 7) {
                out.write((int) (rest & 0x7F | 0x80));
            }
            out.write((int) rest);
            return this;
        }

        ProtoWriter number(int field, long value) {
            return varint((long) field << 3 | VARINT).varint(value);
        }

        private ProtoWriter bytes(int field, byte[] value) {
            varint((long) field << 3 | LENGTH_DELIMITED).varint(value.length);
            out.writeBytes(value);
            return this;
        }

        ProtoWriter text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        ProtoWriter message(int field, ProtoWriter value) {
            return bytes(field, value.toByteArray());
        }

        /** Little-endian. */
        ProtoWriter floats(int field, float[] values) {
            ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * values.length)
                    .order(ByteOrder.LITTLE_ENDIAN);
            buffer.asFloatBuffer().put(values);
            return bytes(field, buffer.array());
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
