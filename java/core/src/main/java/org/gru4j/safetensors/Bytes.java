package org.gru4j.safetensors;

import java.io.EOFException;
import java.io.IOException;

/** The bytes of a {@link SafeTensors} file, wherever they come from. Not thread-safe. */
interface Bytes extends AutoCloseable {
    /** The size of what shows only by ending how long it is. */
    long UNKNOWN = Long.MAX_VALUE;

    /** How many bytes there are, or {@link #UNKNOWN}. */
    long size();

    /**
     * Copies bytes {@code at … at+length-1}.
     *
     * @param what they are, for the error
     * @throws EOFException if the bytes end before that
     */
    void read(long at, byte[] into, int length, String what) throws IOException;

    /**
     * A copy of bytes {@code at … at+length-1}, for which memory is allocated only if they are there.
     *
     * @param what as above
     * @throws EOFException as above
     */
    byte[] take(long at, int length, String what) throws IOException;

    /**
     * All bytes before {@code end} are there, and none after.
     *
     * @param dataStart where the numbers begin, for the error
     * @throws IOException if there are fewer, or more
     */
    void requireEnd(long dataStart, long end) throws IOException;

    @Override
    void close() throws IOException;
}
