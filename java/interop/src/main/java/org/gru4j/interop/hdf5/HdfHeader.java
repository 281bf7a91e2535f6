package org.gru4j.interop.hdf5;

import io.jhdf.Utils;
import io.jhdf.checksum.ChecksumUtils;
import io.jhdf.exceptions.HdfException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The header of an HDF5 object (HDF5 File Format Specification, IV.A.1). It consists of typed messages in blocks; a
 * block can refer to a continuation block. The contents of messages are parsed by whoever requests them.
 *
 * <p>Not thread-safe: it reads from a file that one thread has open.
 */
public final class HdfHeader {
    private static final int CONTINUATION = 16;
    private static final int SHARED = 2;
    private static final int[] SIGNATURE = {'O', 'H', 'D', 'R'};
    private static final int[] CONTINUATION_SIGNATURE = {'O', 'C', 'H', 'K'};
    private static final int CHECKSUM_BYTES = 4;

    private record Message(int type, int flags, ByteBuffer bytes) {}

    private record Block(long address, long length) {}

    private final BoundedStorage storage;
    private final List<Message> messages = new ArrayList<>();
    private final Deque<Block> continuations = new ArrayDeque<>();

    /**
     * Splits the header at an address into its messages.
     *
     * @throws HdfException if there is no header at this address, or its blocks refer to each other in circles
     */
    public HdfHeader(BoundedStorage storage, long address) {
        this.storage = storage;
        boolean old = storage.map(address, 1).get() == 1;
        int flags = old ? readOldPrefix(address) : readPrefix(address);
        Set<Long> seen = new HashSet<>();
        while (!continuations.isEmpty()) {
            Block block = continuations.remove();
            if (!seen.add(block.address)) {
                throw new HdfException("the blocks of its header refer to each other in circles");
            }
            ByteBuffer bytes = storage.map(block.address, block.length);
            if (old) {
                readOldMessages(bytes);
            } else {
                requireSignature(bytes, CONTINUATION_SIGNATURE);
                bytes.limit(bytes.limit() - CHECKSUM_BYTES);
                readMessages(bytes, flags);
                ChecksumUtils.validateChecksum(storage.map(block.address, block.length));
            }
        }
    }

    private int readOldPrefix(long address) {
        int prefix = 16;
        ByteBuffer bytes = storage.map(address, prefix);
        long length = Integer.toUnsignedLong(bytes.getInt(8));
        readOldMessages(storage.map(address + prefix, length));
        return 0;
    }

    private int readPrefix(long address) {
        ByteBuffer bytes = storage.map(address, 6);
        requireSignature(bytes, SIGNATURE);
        int version = bytes.get();
        if (version != 2) {
            throw new HdfException("expected a header of version 1 or 2 but got " + version);
        }
        int flags = bytes.get();
        // after the prefix there may be times (16 bytes) and limits on attributes (4 bytes)
        int skipped = 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        int lengthBytes = 1 << (flags & 3);
        long length = Utils.readBytesAsUnsignedLong(storage.map(address + skipped, lengthBytes), lengthBytes);
        long start = address + skipped + lengthBytes;
        readMessages(storage.map(start, length), flags);
        ChecksumUtils.validateChecksum(storage.map(address, start - address + length + CHECKSUM_BYTES));
        return flags;
    }

    private static void requireSignature(ByteBuffer bytes, int[] signature) {
        for (int letter : signature) {
            if (bytes.get() != letter) {
                throw new HdfException(
                        "expected the signature of an object header or of its continuation block but got other bytes");
            }
        }
    }

    private void readOldMessages(ByteBuffer bytes) {
        while (bytes.remaining() >= 8) {
            int type = Short.toUnsignedInt(bytes.getShort());
            int length = Short.toUnsignedInt(bytes.getShort());
            int flags = bytes.get();
            bytes.position(bytes.position() + 3);
            add(type, flags, bytes, length);
        }
    }

    private void readMessages(ByteBuffer bytes, int headerFlags) {
        int prefix = (headerFlags & 4) == 0 ? 4 : 6; // 6 includes the creation order, which is skipped
        while (bytes.remaining() >= prefix) {
            int type = Byte.toUnsignedInt(bytes.get());
            int length = Short.toUnsignedInt(bytes.getShort());
            int flags = bytes.get();
            bytes.position(bytes.position() + prefix - 4);
            add(type, flags, bytes, length);
        }
    }

    private void add(int type, int flags, ByteBuffer from, int length) {
        ByteBuffer bytes = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + length);
        if (type == CONTINUATION) {
            long address = Utils.readBytesAsUnsignedLong(bytes, storage.getSizeOfOffsets());
            continuations.add(new Block(address, Utils.readBytesAsUnsignedLong(bytes, storage.getSizeOfLengths())));
        } else {
            messages.add(new Message(type, flags, bytes));
        }
    }

    boolean has(int type) {
        return messages.stream().anyMatch(message -> message.type == type);
    }

    /**
     * Returns the contents of the only message of a type.
     *
     * @throws HdfException if there is none, or more than one
     */
    ByteBuffer get(int type) {
        List<ByteBuffer> found = all(type);
        if (found.size() != 1) {
            throw new HdfException("expected one message of type " + type + " in its header but got " + found.size());
        }
        return found.get(0);
    }

    /**
     * Returns the contents of all messages of a type.
     *
     * @throws HdfException if one of them is shared with another object, which is not supported
     */
    List<ByteBuffer> all(int type) {
        List<ByteBuffer> found = new ArrayList<>();
        for (Message message : messages) {
            if (message.type == type) {
                if ((message.flags & SHARED) != 0) {
                    throw new HdfException(
                            "expected its own message of type " + type + " but it is shared with another object");
                }
                found.add(message.bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN));
            }
        }
        return found;
    }
}
