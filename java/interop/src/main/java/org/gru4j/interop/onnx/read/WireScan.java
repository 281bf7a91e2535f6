package org.gru4j.interop.onnx.read;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Map;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.jspecify.annotations.Nullable;

/**
 * Scans a file before it is parsed and limits the number of its parts. In parsing, each message, text and unpacked
 * number becomes an object or an element of a list, so a small file with many tiny parts could fill a large memory.
 * Packed numbers, such as weights, need at most a few times their size in the file, and are not limited here.
 */
final class WireScan {
    private static final int MAX_PARTS = 1 << 20;

    /** The messages of the schema in {@code onnx.proto} that contain other messages, and LEAF for the others. */
    private enum Message {
        MODEL,
        GRAPH,
        NODE,
        ATTRIBUTE,
        TENSOR,
        VALUE,
        TYPE,
        TENSOR_TYPE,
        SHAPE,
        LEAF;

        /** Returns the message in a field; null if the field is not a message. */
        @Nullable
        Message of(int field) {
            return FIELDS.getOrDefault(this, Map.of()).get(field);
        }
    }

    private static final Map<Message, Map<Integer, Message>> FIELDS = Map.of(
            Message.MODEL, Map.of(7, Message.GRAPH, 8, Message.LEAF, 14, Message.LEAF),
            Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 11, Message.VALUE, 12, Message.VALUE),
            Message.NODE, Map.of(5, Message.ATTRIBUTE),
            Message.ATTRIBUTE, Map.of(5, Message.TENSOR),
            Message.TENSOR, Map.of(13, Message.LEAF),
            Message.VALUE, Map.of(2, Message.TYPE),
            Message.TYPE, Map.of(1, Message.TENSOR_TYPE),
            Message.TENSOR_TYPE, Map.of(2, Message.SHAPE),
            Message.SHAPE, Map.of(1, Message.LEAF));

    private final CodedInputStream in;
    private int parts;

    private WireScan(byte[] bytes) {
        in = CodedInputStream.newInstance(bytes);
    }

    /**
     * Checks the contents of a file.
     *
     * @throws OnnxFault if they are not Protocol Buffers messages, or have too many parts
     */
    static void require(byte[] bytes) {
        WireScan scan = new WireScan(bytes);
        try {
            scan.message(Message.MODEL);
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxFault("not an ONNX model: at byte " + scan.in.getTotalBytesRead() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new OnnxFault(String.valueOf(e.getMessage()), e);
        }
    }

    private void message(Message message) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            Message child = message.of(WireFormat.getTagFieldNumber(tag));
            int type = WireFormat.getTagWireType(tag);
            if (type != WireFormat.WIRETYPE_FIXED32 && type != WireFormat.WIRETYPE_FIXED64 && ++parts > MAX_PARTS) {
                throw new OnnxFault("model: expected at most " + MAX_PARTS + " parts but there are more before byte "
                        + in.getTotalBytesRead());
            }
            if (child != null && type == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                int limit = in.pushLimit(in.readRawVarint32());
                message(child);
                in.checkLastTagWas(0);
                in.popLimit(limit);
            } else if (!in.skipField(tag)) {
                throw new OnnxFault(
                        "not an ONNX model: at byte " + in.getTotalBytesRead() + ": unexpected end of a group");
            }
        }
    }
}
