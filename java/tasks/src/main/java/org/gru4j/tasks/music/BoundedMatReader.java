package org.gru4j.tasks.music;

import java.io.IOException;
import java.nio.ByteBuffer;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5Reader;
import us.hebi.matlab.mat.format.Mat5Tag;
import us.hebi.matlab.mat.format.Mat5Type;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Source;

/**
 * The library's reader, which believes what sizes a file states, kept from making more of a file than can be in it: a
 * byte of a compressed file is at most {@value #MOST_INFLATED} of what was compressed (so the zlib format's authors,
 * zlib.net/zlib_tech.html).
 */
final class BoundedMatReader extends Mat5Reader {
    private static final int MOST_INFLATED = 1032;
    /** What an element of a cell array takes at least: its tag. */
    private static final int TAG_BYTES = 8;
    /** Of arrays within arrays: the library's methods call each other as deep, and pieces are two deep. */
    private static final int DEEPEST = 100;

    private final Budget budget;

    /** What is left of the bytes that all arrays of a file can have. */
    private static final class Budget implements BufferAllocator {
        private long left;
        private int depth;

        private void take(long bytes) {
            if (bytes < 0 || bytes > left) {
                throw new IllegalArgumentException("expected at most " + left + " bytes, for there is no room for more,"
                        + " but got a size of " + bytes);
            }
            left -= bytes;
        }

        @Override
        public ByteBuffer allocate(int bytes) {
            take(bytes);
            return ByteBuffer.allocate(bytes);
        }

        @Override
        public void release(ByteBuffer buffer) {
            left += buffer.capacity();
        }
    }

    private BoundedMatReader(Source source, Budget budget) {
        super(source);
        this.budget = budget;
        setBufferAllocator(budget);
        disableSubsystemProcessing();
    }

    /** @param bytes of the file */
    static BoundedMatReader of(Source source, int bytes) {
        Budget budget = new Budget();
        budget.left = mostElements(bytes);
        return new BoundedMatReader(source, budget);
    }

    @Override
    protected Mat5Reader createChildReader(Source inflated) {
        return new BoundedMatReader(inflated, budget);
    }

    /** Of elements that all matrices of a file of so many bytes can have at most, if their zeros are in it. */
    static long mostElements(int bytes) {
        return (long) bytes * MOST_INFLATED;
    }

    @Override
    protected Array readNestedArray() throws IOException {
        if (budget.depth == DEEPEST) {
            throw new IOException("expected arrays at most " + DEEPEST + " deep within each other");
        }
        budget.depth++;
        Array array = super.readNestedArray();
        budget.depth--;
        return array;
    }

    @Override
    protected Array readCell(EntryHeader header) throws IOException {
        budget.take((long) header.getNumElements() * TAG_BYTES);
        return super.readCell(header);
    }

    @Override
    protected Array[][] readValues(EntryHeader header, int fields, String[] names) throws IOException {
        budget.take((long) header.getNumElements() * Math.max(1, fields) * TAG_BYTES);
        return super.readValues(header, fields, names);
    }

    /** Before the library makes an array of what the tag says: of flags, of dimensions, of a name. */
    @Override
    protected Mat5Tag readTagWithExpectedType(Mat5Type expected) throws IOException {
        Mat5Tag tag = super.readTagWithExpectedType(expected);
        if (expected != Mat5Type.Matrix) { // whose parts are counted one by one
            budget.take(tag.getNumBytes());
        }
        return tag;
    }
}
