package org.gru4j.interop.hdf5;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The bytes of an HDF5 file in memory, from which jHDF's parsers read.
 *
 * <p>It protects against hostile files in two ways. Parsers get slices of the bytes and no copies, so a false size
 * costs no memory. The total that parsers may request is limited, so structures that refer to themselves or to each
 * other in circles end in an error.
 *
 * <p>Not thread-safe: it counts the bytes that one reader requests.
 */
public final class BoundedStorage implements HdfBackingStorage {
    /**
     * The most bytes that parsers may request, not counting the numbers of arrays. A layer consists of about ten
     * objects of 2 KiB, and parsers look at most of their bytes once or twice.
     */
    private static final long MAX_PARSED = 16L << 20;
    /** Every request counts as at least this many bytes, because parsers make Java objects from it. */
    private static final int MIN_PARSED = 64;

    /** The error message for structures that are endless or too large. */
    public static final String CIRCLES =
            "damaged: its structures are larger than " + MAX_PARSED + " bytes, or refer to each other in circles";

    private final ByteBuffer bytes;
    private final Superblock superblock;
    private long parsed;

    /**
     * Wraps the bytes of a file.
     *
     * @throws HdfException if they do not begin with the superblock of an HDF5 file with base address 0
     */
    public BoundedStorage(byte[] file) {
        bytes = ByteBuffer.wrap(file).asReadOnlyBuffer();
        superblock = Superblock.readSuperblock(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        if (superblock.getBaseAddressByte() != 0) {
            throw new HdfException("expected base address 0 but got " + superblock.getBaseAddressByte());
        }
    }

    /**
     * Returns bytes of numbers, which do not count towards the limit.
     *
     * @throws HdfException if the file does not have these bytes
     */
    ByteBuffer data(long address, long length) {
        if (address < 0 || length < 0 || address > bytes.capacity() || length > bytes.capacity() - address) {
            throw new HdfException(
                    "expected " + length + " bytes at address " + address + " but the file has " + bytes.capacity());
        }
        return bytes.slice((int) address, (int) length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        return map(address, length);
    }

    @Override
    public ByteBuffer map(long address, long length) {
        ByteBuffer slice = data(address, length);
        parsed += Math.max(MIN_PARSED, length);
        if (parsed > MAX_PARSED) {
            throw new HdfException(CIRCLES);
        }
        return slice;
    }

    @Override
    public ByteBuffer mapNoOffset(long address, long length) {
        return map(address, length);
    }

    @Override
    public long getUserBlockSize() {
        return 0;
    }

    @Override
    public Superblock getSuperblock() {
        return superblock;
    }

    @Override
    public FileChannel getFileChannel() {
        throw new HdfException("the file is read from memory: there is no channel");
    }

    @Override
    public int getSizeOfOffsets() {
        return superblock.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return superblock.getSizeOfLengths();
    }

    @Override
    public void close() {
        // memory needs no closing
    }

    @Override
    public long size() {
        return bytes.capacity();
    }

    @Override
    public boolean inMemory() {
        return true;
    }
}
