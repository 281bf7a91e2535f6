package org.gru4j.interop.onnx.format;

import org.jspecify.annotations.Nullable;

/**
 * An ONNX file is damaged, or gru4j can't compute its graph. The caller that knows the file adds its path. Immutable.
 */
public final class OnnxFault extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** The most characters of a message, because names in a hostile file may have any length. */
    private static final int MAX_LENGTH = 2000;

    public OnnxFault(String message) {
        this(message, null);
    }

    /** @param cause null if there is none */
    public OnnxFault(String message, @Nullable Throwable cause) {
        super(message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "…", cause);
    }
}
