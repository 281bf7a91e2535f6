package org.gru4j.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a stream, kept in memory. Memory is allocated block by block as the bytes arrive, regardless of the
 * sizes in the header. The caller closes the stream.
 */
final class ReceivedBytes implements Bytes {
    private static final int BLOCK = 1 << 16;

    private final InputStream in;
    private final long size;
    private final List<byte[]> blocks = new ArrayList<>();
    private long received;
    private boolean closed;

    /** @param size number of bytes in the stream, or {@link #UNKNOWN} */
    ReceivedBytes(InputStream in, long size) {
        this.in = in;
        this.size = size;
    }

    @Override
    public long size() {
        return size;
    }

    private void receive(long end, String what) throws IOException {
        while (received < end) {
            int used = (int) (received % BLOCK);
            if (used == 0) {
                blocks.add(new byte[BLOCK]);
            }
            byte[] last = blocks.get(blocks.size() - 1);
            int count = in.readNBytes(last, used, (int) Math.min(BLOCK - used, end - received));
            if (count == 0) {
                throw new EOFException("it ends at byte " + received + ", within " + what + ": truncated");
            }
            received += count;
        }
    }

    @Override
    public void read(long at, byte[] into, int length, String what) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        receive(at + length, what);
        for (int k = 0; k < length; ) {
            int from = (int) ((at + k) % BLOCK);
            int count = Math.min(BLOCK - from, length - k);
            System.arraycopy(blocks.get((int) ((at + k) / BLOCK)), from, into, k, count);
            k += count;
        }
    }

    @Override
    public byte[] take(long at, int length, String what) throws IOException {
        receive(at + length, what);
        byte[] taken = new byte[length];
        read(at, taken, length, what);
        return taken;
    }

    @Override
    public void requireEnd(long dataStart, long end) throws IOException {
        long most = Runtime.getRuntime().maxMemory();
        if (end > most) {
            throw new IOException("the header describes " + (end >> 20) + " MiB, which must be kept in memory, but Java"
                    + " may use " + (most >> 20) + " MiB; write it to a file and open that");
        }
        receive(end, "the data");
        if (in.read() >= 0) {
            throw new IOException("expected " + (end - dataStart) + " bytes of data but got "
                    + (size == UNKNOWN ? "more" : size - dataStart));
        }
    }

    @Override
    public void close() {
        closed = true;
        blocks.clear();
    }
}
