package org.gru4j.interop.keras;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gru4j.interop.ImportedModel;
import org.gru4j.interop.hdf5.HdfGroup;

/**
 * Models from Keras 3. A recurrent layer without {@code return_sequences} becomes one and its
 * {@link org.gru4j.layer.FinalStates}.
 *
 * <pre>
 *   ImportedModel read = KerasModel.read(Path.of("model.keras"));
 *   read.notices().forEach(System.err::println);
 *   try (Sequential model = read.weights().createModel(Backends.best())) { … }
 * </pre>
 *
 * <p>The notices say what of Keras's model is not done here.
 *
 * <p>Thread-safe: it has no state.
 */
public final class KerasModel {
    private static final int MAX_MESSAGE = 2000;

    private KerasModel() {}

    /** How a model was read. */
    interface Reading {
        ImportedModel read() throws IOException;
    }

    /**
     * Reads a {@code .keras} archive: a Sequential, or a Functional that is a chain, of Embedding, GRU, LSTM,
     * SimpleRNN, Bidirectional (concat), Dense, TimeDistributed (Dense), Dropout and a last Activation.
     *
     * @throws UncheckedIOException with the path, the layer and what of it gru4j does not have, or what is wrong with
     *     the file
     */
    public static ImportedModel read(Path file) {
        return reading(file, () -> {
            KerasArchive archive = KerasArchive.read(file);
            return of(archive.config(), archive.weights());
        });
    }

    /** The model of a {@code config.json} and a {@code model.weights.h5}. */
    static ImportedModel of(byte[] config, byte[] weights) throws IOException {
        KerasDescription described = KerasConfig.read(config);
        KerasVariables variables = new KerasVariables(HdfGroup.open(weights));
        return new KerasAssembly(variables, described.sizes(), null).assemble(described.layers(), described.notices());
    }

    /**
     * Reads a {@code .weights.h5} file of such a model. It holds numbers alone: what the layers are is seen from their
     * shapes and names. What it does not say is assumed, and the notices say so: Keras's defaults, every step given
     * out. It is not assumed, but an error, that a Dense layer before another has no activation, or that a layer
     * without weights, other than dropout, computes nothing.
     *
     * @param hints what the file does not say
     * @throws UncheckedIOException with the path and what is wrong, or not clear, and then which hint would make it so
     */
    public static ImportedModel readWeights(Path file, WeightsHints hints) {
        return reading(file, () -> {
            if (Files.size(file) > KerasArchive.MAX_WEIGHTS) {
                throw new IOException(
                        "expected at most " + KerasArchive.MAX_WEIGHTS + " bytes but got " + Files.size(file));
            }
            return of(Files.readAllBytes(file), hints);
        });
    }

    private static ImportedModel of(byte[] weights, WeightsHints hints) throws IOException {
        KerasVariables variables = new KerasVariables(HdfGroup.open(weights));
        LayersOfWeights layers = new LayersOfWeights(variables, hints);
        List<KerasLayer> ordered = layers.ordered();
        List<String> notices = new ArrayList<>();
        notices.add(KerasNotices.ASSUMED);
        if (!layers.withoutWeights().isEmpty()) {
            notices.add("layers without weights are left out: " + String.join(", ", layers.withoutWeights()));
        }
        return new KerasAssembly(variables, Map.of(), hints.biaslessResetGate()).assemble(ordered, notices);
    }

    static ImportedModel reading(Path file, Reading reading) {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + ": no such file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + shortened(String.valueOf(e.getMessage())), e);
        } catch (IllegalArgumentException | ArithmeticException e) { // a model that gru4j has no room or no layers for
            throw new UncheckedIOException(file + ": " + shortened(String.valueOf(e.getMessage())), new IOException(e));
        }
    }

    /** Names in a file may be of any length. */
    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }
}
