package org.gru4j.interop.onnx;

import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Path;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.io.AtomicFile;
import org.gru4j.layer.ModelWeights;

/**
 * A model in an ONNX file.
 *
 * <p>What is written reads {@code x} [T,N,I], or token ids {@code ids} [T,N] int64, and gives {@code y} [T,N,O], or [1,N,O]
 * after pooling; T and N are free. {@link OnnxOptions} adds an input {@code lengths} [N] int32, and for each recurrent layer
 * {@code NAME}, as in {@link org.gru4j.layer.ModelSpec#layerNames}, the inputs {@code NAME.h0} and the outputs
 * {@code NAME.hT}, of LSTMs {@code NAME.c0} and {@code NAME.cT} too, all [L·D,N,H] in the order l0 forward, l0 reverse,
 * l1 forward, … Nodes are named after layers: {@code embedding}, {@code gru.l0}, {@code dense}; a node's parameters after
 * it: {@code gru.l0.W}, {@code .R} and {@code .B} in ONNX's layout, and {@code embedding.W}, {@code dense.W} and
 * {@code dense.b} as they are here. Dropout leaves nothing behind.
 */
public final class OnnxModel {
    private OnnxModel() {}

    /**
     * Writes a model, atomically: a failure leaves the file from before.
     *
     * @throws IllegalArgumentException if ONNX can't say what the model is (zoneout), can't hold it (2 GiB), or an option
     *     asks for what it does not have
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void write(ModelWeights weights, OnnxOptions options, Path file) {
        ModelProto model = OnnxExport.model(weights, options);
        AtomicFile.write(file, channel -> {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
            model.writeTo(out);
            out.flush();
        });
    }

    /** What {@link #write} would write. */
    public static byte[] toBytes(ModelWeights weights, OnnxOptions options) {
        return OnnxExport.model(weights, options).toByteArray();
    }
}
