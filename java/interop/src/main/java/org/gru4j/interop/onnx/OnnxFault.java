package org.gru4j.interop.onnx;

/** What is wrong with a file, or not ours to read; whoever knows the file's name adds it. */
final class OnnxFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    OnnxFault(String message) {
        super(message);
    }

    OnnxFault(String message, Throwable cause) {
        super(message, cause);
    }
}
