package org.gru4j.safetensors;

import java.io.EOFException;
import java.io.IOException;

/** The bytes of a {@link SafeTensors} file, from a file, a stream or an array. Not thread-safe. */
interface Bytes extends AutoCloseable {
    /** Size of a stream whose length becomes known only when it ends. */
    long UNKNOWN = Long.MAX_VALUE;

    /** Number of bytes, or {@link #UNKNOWN}. */
    long size();

    /**
     * Copies bytes {@code at … at+length-1}.
     *
     * @param what what the bytes are, for the error message
     * @throws EOFException if the bytes end earlier
     */
    void read(long at, byte[] into, int length, String what) throws IOException;

    /**
     * Returns a copy of bytes {@code at … at+length-1}. Memory is allocated only if the bytes exist.
     *
     * @param what what the bytes are, for the error message
     * @throws EOFException if the bytes end earlier
     */
    byte[] take(long at, int length, String what) throws IOException;

    /**
     * Checks that the bytes end at {@code end}.
     *
     * @param dataStart where the numbers begin, for the error message
     * @throws IOException if there are fewer or more bytes
     */
    void requireEnd(long dataStart, long end) throws IOException;

    @Override
    void close() throws IOException;
}
