package org.gru4j.interop.onnx.read;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.proto.GraphProto;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.proto.OperatorSetIdProto;

/**
 * Parses the bytes of a file, and rejects models with parts that gru4j does not read. Thread-safe: it has no state.
 */
public final class ModelFile {
    /** The name of the domain of ONNX's own operators, whose short name is empty. */
    static final String DOMAIN = "ai.onnx";

    private static final long MAX_BYTES = Integer.MAX_VALUE - 8;
    private static final long OLDEST_OPSET = 7;
    private static final long NEWEST_OPSET = 26;

    private ModelFile() {}

    /**
     * Reads and parses a file.
     *
     * @throws OnnxFault if it is not an ONNX model, or has parts that gru4j does not read
     */
    public static ModelProto read(Path file) throws IOException {
        long size = Files.size(file);
        if (size > MAX_BYTES) {
            throw new OnnxFault(
                    "expected at most " + MAX_BYTES + " bytes, the limit of Protocol Buffers, but got " + size);
        }
        return parse(Files.readAllBytes(file));
    }

    /**
     * Parses the contents of a file.
     *
     * @throws OnnxFault if it is not an ONNX model, or has parts that gru4j does not read
     */
    public static ModelProto parse(byte[] bytes) {
        WireScan.require(bytes);
        CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        in.enableAliasing(true);
        try {
            ModelProto model = ModelProto.parseFrom(in, ExtensionRegistryLite.getEmptyRegistry());
            requireKnown(model);
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new OnnxFault("not an ONNX model: at byte " + in.getTotalBytesRead() + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new OnnxFault(String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireKnown(ModelProto model) {
        if (!model.hasGraph()) {
            throw new OnnxFault("not an ONNX model: it has no graph");
        }
        GraphProto graph = model.getGraph();
        requireNone("functions", model.getFunctionsCount());
        requireNone("training_info", model.getTrainingInfoCount());
        requireNone("sparse_initializer", graph.getSparseInitializerCount());
        requireNone("quantization_annotation", graph.getQuantizationAnnotationCount());
    }

    private static void requireNone(String what, int count) {
        if (count > 0) {
            throw new OnnxFault("model: expected no " + what + " but got " + count);
        }
    }

    /**
     * Returns the opset: the version of ONNX's own operators.
     *
     * @throws OnnxFault if there is none, or gru4j does not know it
     */
    static int opset(ModelProto model) {
        long version = 0;
        for (OperatorSetIdProto opset : model.getOpsetImportList()) {
            if (opset.getDomain().isEmpty() || opset.getDomain().equals(DOMAIN)) {
                version = opset.getVersion();
            }
        }
        if (version < OLDEST_OPSET || version > NEWEST_OPSET) {
            throw new OnnxFault("opset_import: expected a version of ONNX's operators from " + OLDEST_OPSET + " to "
                    + NEWEST_OPSET + " but got " + (version == 0 ? "none" : version));
        }
        return (int) version;
    }
}
