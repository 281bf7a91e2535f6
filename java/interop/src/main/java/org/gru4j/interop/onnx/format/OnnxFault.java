package org.gru4j.interop.onnx.format;

import org.jspecify.annotations.Nullable;

/** What is wrong with a file, or not ours to read; whoever knows the file's name adds it. Immutable. */
public final class OnnxFault extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** What names of a hostile file's may make of a message. */
    private static final int MAX_LENGTH = 2000;

    public OnnxFault(String message) {
        this(message, null);
    }

    /** @param cause null if there is none */
    public OnnxFault(String message, @Nullable Throwable cause) {
        super(message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "…", cause);
    }
}
