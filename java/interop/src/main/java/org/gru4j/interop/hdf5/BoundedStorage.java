package org.gru4j.interop.hdf5;

import io.jhdf.Superblock;
import io.jhdf.exceptions.HdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * The bytes of an HDF5 file in memory, as its parsers ask for them: in slices, so that a size that is a lie costs
 * nothing, and only so many, so that structures which refer to themselves, or to each other more and more often, come
 * to an end.
 *
 * <p>Not thread-safe: it counts what one reader reads.
 */
public final class BoundedStorage implements HdfBackingStorage {
    /**
     * What parsers may ask for, in bytes, apart from the numbers themselves. A layer takes some ten objects of 2 KiB,
     * of which parsers look at most bytes once or twice.
     */
    private static final long MAX_PARSED = 16L << 20;
    /** A request counts as so many bytes at least, for the objects that come of it. */
    private static final int MIN_PARSED = 64;

    /** What is said of structures without an end. */
    public static final String CIRCLES =
            "its structures are larger than " + MAX_PARSED + " bytes, or refer to each other in circles";

    private final ByteBuffer bytes;
    private final Superblock superblock;
    private long parsed;

    /** @throws HdfException if the bytes do not begin as an HDF5 file does */
    public BoundedStorage(byte[] file) {
        bytes = ByteBuffer.wrap(file).asReadOnlyBuffer();
        superblock = Superblock.readSuperblock(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
        if (superblock.getBaseAddressByte() != 0) {
            throw new HdfException("expected base address 0 but got " + superblock.getBaseAddressByte());
        }
    }

    /** Bytes of numbers, which are not counted as parsed. */
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
