package org.gru4j.interop.hdf5;

/**
 * How much larger than what is stored something may become when it is unpacked.
 *
 * <p>Not thread-safe: it counts what one reader expands.
 */
public final class DecompressionLimit {
    /** Weights compress by a few percent, biases that are still zero by far more, but those are small. */
    private static final long MAX_RATIO = 200;

    private static final long ALWAYS_ALLOWED = 1 << 20;

    private DecompressionLimit() {}

    /** Whether {@code stored} bytes may become so many. */
    public static boolean isAllowed(long stored, long unpacked) {
        return unpacked <= ALWAYS_ALLOWED || unpacked / MAX_RATIO <= stored;
    }
}
