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
 * Reads and writes models as ONNX files. An instance is a model that was read.
 *
 * <p>A written graph has the input {@code x} [T,N,I], or token ids {@code ids} [T,N] int64, and the output {@code y}
 * [T,N,O], or [1,N,O] after pooling or final states; T and N are free. {@link OnnxOptions} can add an input {@code
 * lengths} [N] int32. For each recurrent layer {@code NAME} (see {@link org.gru4j.model.ModelSpec#layerNames}) it can
 * add the input {@code NAME.h0} and the output {@code NAME.hT}, and for LSTMs {@code NAME.c0} and {@code NAME.cT}. All
 * of them are [L·D,N,H] in the order l0 forward, l0 reverse, l1 forward, …
 *
 * <p>Nodes are named after layers: {@code embedding}, {@code gru.l0}, {@code dense}. Parameters are named after their
 * node: {@code gru.l0.W}, {@code .R} and {@code .B} in ONNX's layout, and {@code embedding.W}, {@code dense.W} and
 * {@code dense.b} in gru4j's. Dropout is not written.
 *
 * <p>It reads such graphs, and graphs of other exporters with the same layers: embedding (Gather), GRU, LSTM, RNN,
 * dense (MatMul, Gemm, Add), the mean over the steps (ReduceMean), final states ({@code Y_h}, or the step at which a
 * direction ends), and at the end Softmax, LogSoftmax or Sigmoid. Between them there may be operators that only move
 * numbers. The reader tracks what each axis runs over, so it never takes one axis for another. Recurrent nodes that can
 * form one stack are read as one layer. Anything else in the graph is an error that names the node. If {@code
 * metadata_props} contains the description of the model that was written, and it fits the graph, dropout and items are
 * restored from it.
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

    /**
     * Reads a model from a parsed file.
     *
     * @throws OnnxFault if gru4j can't compute the model
     */
    static OnnxModel of(ModelProto proto) {
        OnnxImport.Result result = OnnxImport.read(proto);
        return new OnnxModel(result.model(), result.activation());
    }

    /**
     * Reads a model from a file.
     *
     * @throws UncheckedIOException if the file can't be read or is damaged, or gru4j can't compute the model; the
     *     message has the path and, if one of them is wrong, the node or tensor
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
     * Returns the model and its parameters. The notices list the differences from the graph, such as the order of axes
     * or the type of numbers.
     */
    public ImportedModel model() {
        return model;
    }

    /** Returns {@link ImportedModel#weights}. */
    public ModelWeights weights() {
        return model.weights();
    }

    /**
     * Returns the activation at the end of the graph. A {@link org.gru4j.model.Sequential} does not compute it: its
     * output is that of the last layer.
     */
    public OnnxActivation activation() {
        return activation;
    }

    /** Returns {@link ImportedModel#notices}. */
    public List<String> notices() {
        return model.notices();
    }

    /**
     * Writes a model to a file, atomically: a failure leaves an existing file unchanged.
     *
     * @throws IllegalArgumentException if the model has a layer that can't be written (a GRU with zoneout, custom
     *     layers), the model is too large (2 GiB), or an option asks for states or lengths that no layer of the model
     *     has
     * @throws UncheckedIOException if the file can't be written; the message has the path
     */
    public static void write(ModelWeights weights, OnnxOptions options, Path file) {
        ModelProto model = OnnxExport.model(weights, options);
        AtomicFile.writeStream(file, model::writeTo);
    }

    /**
     * Returns the contents of the file that {@link #write} writes.
     *
     * @throws IllegalArgumentException as {@link #write} does
     */
    public static byte[] toBytes(ModelWeights weights, OnnxOptions options) {
        return OnnxExport.model(weights, options).toByteArray();
    }
}
