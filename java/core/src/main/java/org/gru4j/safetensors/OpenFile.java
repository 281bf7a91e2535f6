package org.gru4j.safetensors;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The bytes of an open file of any size. They are those of the file that was opened, even if another file takes its
 * name.
 *
 * <p>The file is read, not mapped into memory. Everything that is read is copied anyway. If a mapped file were
 * truncated while it is open, this could be neither detected nor reported: its last page would read as zeros. Accesses
 * behind it make the virtual machine (Java 17) throw an {@link InternalError}, not where the memory was touched but
 * some calls later, in the middle of another class's work, where it can't be caught. In addition, a mapping lasts until
 * the garbage collector finds it, and until then some systems refuse to replace the file.
 */
final class OpenFile implements Bytes {
    private final FileChannel channel;
    private final long size;

    /** @param channel is closed together with this object */
    OpenFile(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    /** Size of the file when it was opened, in bytes. */
    @Override
    public long size() {
        return size;
    }

    /** @throws EOFException if the file has since become shorter */
    @Override
    public void read(long at, byte[] into, int length, String what) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(into, 0, length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("the file ends at byte " + channel.size() + ", within " + what + ": truncated");
            }
        }
    }

    @Override
    public byte[] take(long at, int length, String what) throws IOException {
        if (length > size - at) {
            throw new EOFException("the file ends at byte " + size + ", within " + what + ": truncated");
        }
        byte[] taken = new byte[length];
        read(at, taken, length, what);
        return taken;
    }

    @Override
    public void requireEnd(long dataStart, long end) throws IOException {
        if (end != size) {
            throw new IOException("expected " + (end - dataStart) + " bytes of data but got " + (size - dataStart));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
