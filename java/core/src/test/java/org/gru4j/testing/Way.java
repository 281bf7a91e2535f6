package org.gru4j.testing;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gru4j.checkpoint.Checkpoint;
import org.gru4j.safetensors.SafeTensors;

/** The ways by which the bytes of a file are read. */
public enum Way {
    /** From the file itself. */
    FILE,
    /** From an array. */
    BYTES,
    /** From a stream that delivers one byte at a time. */
    STREAM;

    /** Delivers one byte at a time, whatever is asked for. */
    public static InputStream slowly(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return super.read(into, from, Math.min(1, length));
            }
        };
    }

    public SafeTensors open(Path file) {
        return switch (this) {
            case FILE -> SafeTensors.open(file);
            case BYTES -> SafeTensors.read(bytes(file));
            case STREAM -> SafeTensors.read(slowly(bytes(file)));
        };
    }

    public Checkpoint load(Path file) {
        return switch (this) {
            case FILE -> Checkpoint.load(file);
            case BYTES -> Checkpoint.load(bytes(file));
            case STREAM -> Checkpoint.load(slowly(bytes(file)));
        };
    }

    /** What errors begin with. */
    public String source(Path file) {
        return switch (this) {
            case FILE -> file.toString();
            case BYTES -> "bytes";
            case STREAM -> "stream";
        };
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
