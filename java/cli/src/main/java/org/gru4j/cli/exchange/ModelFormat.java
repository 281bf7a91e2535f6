package org.gru4j.cli.exchange;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files of other programs that a model can be in. */
public enum ModelFormat {
    /** A state dict of PyTorch, as safetensors. */
    PYTORCH(true, ".safetensors"),
    /** An archive, or the weights alone, of Keras 3. */
    KERAS(false, ".keras", ".h5"),
    /** A graph. */
    ONNX(true, ".onnx");

    private final boolean written;
    private final List<String> endings;

    ModelFormat(boolean written, String... endings) {
        this.written = written;
        this.endings = List.of(endings);
    }

    /** Its name in options and messages. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format that a file's name tells.
     *
     * @throws IllegalArgumentException if it tells none
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

    /** @throws IllegalArgumentException if such files are only read */
    void requireWritten() {
        if (!written) {
            throw new IllegalArgumentException("--format " + key() + ": expected one of "
                    + Stream.of(values())
                            .filter(format -> format.written)
                            .map(ModelFormat::key)
                            .collect(Collectors.joining(", "))
                    + ": models of " + key() + " are read, not written");
        }
    }
}
