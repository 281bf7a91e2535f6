package org.gru4j.interop.onnx.format;

/** What is wrong with a file, or not ours to read; whoever knows the file's name adds it. Immutable. */
public final class OnnxFault extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** What names of a hostile file's may make of a message. */
    private static final int MAX_LENGTH = 2000;

    public OnnxFault(String message) {
        this(message, null);
    }

    public OnnxFault(String message, Throwable cause) {
        super(message.length() <= MAX_LENGTH ? message : message.substring(0, MAX_LENGTH) + "…", cause);
    }
}
