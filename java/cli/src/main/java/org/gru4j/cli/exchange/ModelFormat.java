package org.gru4j.cli.exchange;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The model formats of other programs. */
public enum ModelFormat {
    /** PyTorch: a state dict as safetensors. */
    PYTORCH(true, ".safetensors"),
    /** Keras 3: an archive, or only the weights. */
    KERAS(false, ".keras", ".h5"),
    /** ONNX: a graph. */
    ONNX(true, ".onnx");

    private final boolean written;
    private final List<String> endings;

    ModelFormat(boolean written, String... endings) {
        this.written = written;
        this.endings = List.of(endings);
    }

    /** Returns the name in options and messages. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the format for a file's name.
     *
     * @throws IllegalArgumentException if the name has no known extension
     */
    public static ModelFormat of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(format -> format.endings.stream().anyMatch(name::endsWith))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + ": expected a name that ends in "
                        + Stream.of(values())
                                .flatMap(format -> format.endings.stream())
                                .collect(Collectors.joining(", "))
                        + ", or --format"));
    }

    /**
     * Checks that the format can be written.
     *
     * @throws IllegalArgumentException if it can only be read
     */
    void requireWritten() {
        if (!written) {
            throw new IllegalArgumentException("--format " + key() + ": expected one of "
                    + Stream.of(values())
                            .filter(format -> format.written)
                            .map(ModelFormat::key)
                            .collect(Collectors.joining(", "))
                    + ": gru4j reads " + key() + " models but can't write them");
        }
    }
}
