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
 * Reads models of Keras 3. A recurrent layer without {@code return_sequences} becomes a recurrent layer followed by
 * {@link org.gru4j.layer.FinalStates}.
 *
 * <pre>
 *   ImportedModel read = KerasModel.read(Path.of("model.keras"));
 *   read.notices().forEach(System.err::println);
 *   try (Sequential model = read.weights().createModel(Backends.best())) { … }
 * </pre>
 *
 * <p>The notices list the differences between Keras's model and the imported one.
 *
 * <p>Thread-safe: it has no state.
 */
public final class KerasModel {
    private static final int MAX_MESSAGE = 2000;

    private KerasModel() {}

    /** Code that reads a model. */
    interface Reading {
        ImportedModel read() throws IOException;
    }

    /**
     * Reads a {@code .keras} archive: a Sequential, or a Functional that is a chain, of Embedding, GRU, LSTM,
     * SimpleRNN, Bidirectional (concat), Dense, TimeDistributed (Dense), Dropout and a last Activation.
     *
     * @throws UncheckedIOException if gru4j can't compute the model, or the file can't be read or is damaged; the
     *     message has the path, the layer and the field
     */
    public static ImportedModel read(Path file) {
        return reading(file, () -> {
            KerasArchive archive = KerasArchive.read(file);
            return of(archive.config(), archive.weights());
        });
    }

    /** Reads a model from the contents of {@code config.json} and {@code model.weights.h5}. */
    static ImportedModel of(byte[] config, byte[] weights) throws IOException {
        KerasDescription described = KerasConfig.read(config);
        KerasVariables variables = new KerasVariables(HdfGroup.open(weights));
        return new KerasAssembly(variables, described.sizes(), null).assemble(described.layers(), described.notices());
    }

    /**
     * Reads a {@code .weights.h5} file of such a model. The file contains only numbers, so the layers are inferred from
     * the shapes and names of their arrays. For everything else Keras's defaults are assumed, except that recurrent
     * layers emit every step; the notices list the assumptions. Two cases are errors, because this assumption would
     * almost certainly be wrong: a Dense layer directly before another, and a layer without weights other than dropout.
     *
     * @param hints settle what the file leaves open
     * @throws UncheckedIOException if gru4j can't compute the model, the file is ambiguous, can't be read or is
     *     damaged; the message has the path, and the hint that resolves an ambiguity
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

    /** Runs code that reads a model, and adds the path to its errors. */
    static ImportedModel reading(Path file, Reading reading) {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw new UncheckedIOException(file + ": no such file", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + shortened(String.valueOf(e.getMessage())), e);
        } catch (IllegalArgumentException | ArithmeticException e) { // the model is too large, or has no layers
            throw new UncheckedIOException(file + ": " + shortened(String.valueOf(e.getMessage())), new IOException(e));
        }
    }

    /** Shortens a message, because names in a hostile file may have any length. */
    private static String shortened(String message) {
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }
}
