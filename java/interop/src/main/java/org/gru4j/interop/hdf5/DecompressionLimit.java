package org.gru4j.interop.hdf5;

/**
 * The limit on how much larger than its stored form data may become when it is unpacked. It protects against
 * decompression bombs.
 *
 * <p>Thread-safe: it has no state.
 */
public final class DecompressionLimit {
    /**
     * The largest ratio of unpacked to stored bytes. Weights compress by a few percent. Biases that are still zero
     * compress by far more, but they are small.
     */
    private static final long MAX_RATIO = 200;

    private static final long ALWAYS_ALLOWED = 1 << 20;

    private DecompressionLimit() {}

    /** Returns whether {@code stored} bytes may become {@code unpacked} bytes. Up to 1 MiB is always allowed. */
    public static boolean isAllowed(long stored, long unpacked) {
        return unpacked <= ALWAYS_ALLOWED || unpacked / MAX_RATIO <= stored;
    }
}
