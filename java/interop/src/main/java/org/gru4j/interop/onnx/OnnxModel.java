package org.gru4j.interop.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.gru4j.file.AtomicFile;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.onnx.format.OnnxActivation;
import org.gru4j.interop.onnx.format.OnnxFault;
import org.gru4j.interop.onnx.format.OnnxOptions;
import org.gru4j.interop.onnx.proto.ModelProto;
import org.gru4j.interop.onnx.read.ModelFile;
import org.gru4j.interop.onnx.read.OnnxImport;
import org.gru4j.interop.onnx.write.OnnxExport;
import org.gru4j.model.ModelWeights;

/**
 * A model in an ONNX file.
 *
 * <p>What is written reads {@code x} [T,N,I], or token ids {@code ids} [T,N] int64, and gives {@code y} [T,N,O], or
 * [1,N,O] after pooling or final states; T and N are free. {@link OnnxOptions} adds an input {@code lengths} [N] int32, and for each
 * recurrent layer {@code NAME}, as in {@link org.gru4j.model.ModelSpec#layerNames}, the inputs {@code NAME.h0} and the
 * outputs {@code NAME.hT}, of LSTMs {@code NAME.c0} and {@code NAME.cT} too, all [L·D,N,H] in the order l0 forward, l0
 * reverse, l1 forward, … Nodes are named after layers: {@code embedding}, {@code gru.l0}, {@code dense}; a node's
 * parameters after it: {@code gru.l0.W}, {@code .R} and {@code .B} in ONNX's layout, and {@code embedding.W}, {@code
 * dense.W} and {@code dense.b} as they are here. Dropout leaves nothing behind.
 *
 * <p>What is read is such a graph, or another one of the same layers: embedding (Gather), GRU, LSTM, RNN, dense
 * (MatMul, Gemm, Add), the mean over steps (ReduceMean), final states ({@code Y_h}, or the step at which a direction
 * ends), at last Softmax, LogSoftmax or Sigmoid, and between them
 * operators that only move numbers, which are followed so that nothing is taken for what it is not. Recurrent nodes
 * that can be one stack are read as one. Whatever else a graph does is refused with the node's name. What it says in
 * {@code metadata_props} of the model that it was written from (dropout, items) is taken if it fits the graph.
 *
 * <p>Immutable.
 */
public final class OnnxModel {
    private final ImportedModel model;
    private final OnnxActivation activation;

    private OnnxModel(ImportedModel model, OnnxActivation activation) {
        this.model = model;
        this.activation = activation;
    }

    /** @throws OnnxFault if it is no model that we know */
    static OnnxModel of(ModelProto proto) {
        OnnxImport.Result result = OnnxImport.read(proto);
        return new OnnxModel(result.model(), result.activation());
    }

    /**
     * Reads a model.
     *
     * @throws UncheckedIOException with the path and, where it is one that is wrong, the node or tensor: if the file
     *     can't be read, is damaged, or does what is not supported
     */
    public static OnnxModel read(Path file) {
        try {
            return of(ModelFile.read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + (e instanceof NoSuchFileException ? "no such file" : e), e);
        } catch (OnnxFault e) {
            throw new UncheckedIOException(file + ": " + e.getMessage(), new IOException(e.getMessage(), e));
        }
    }

    /**
     * The model and its parameters; the notices say what is not here as it was in the graph, such as the order of axes
     * or the type of numbers.
     */
    public ImportedModel model() {
        return model;
    }

    /** {@link ImportedModel#weights}. */
    public ModelWeights weights() {
        return model.weights();
    }

    /** What the graph does with the last layer's numbers, which a {@link org.gru4j.model.Sequential} does not. */
    public OnnxActivation activation() {
        return activation;
    }

    /** {@link ImportedModel#notices}. */
    public List<String> notices() {
        return model.notices();
    }

    /**
     * Writes a model, atomically: a failure leaves the file from before.
     *
     * @throws IllegalArgumentException if ONNX can't say what the model is (zoneout), can't hold it (2 GiB), or an
     *     option asks for what it does not have
     * @throws UncheckedIOException with the path, if it can't be written
     */
    public static void write(ModelWeights weights, OnnxOptions options, Path file) {
        ModelProto model = OnnxExport.model(weights, options);
        AtomicFile.writeStream(file, model::writeTo);
    }

    /** What {@link #write} would write. */
    public static byte[] toBytes(ModelWeights weights, OnnxOptions options) {
        return OnnxExport.model(weights, options).toByteArray();
    }
}
