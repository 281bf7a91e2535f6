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
 * The library's reader with limits on memory. The library trusts the sizes that a file declares. This class rejects
 * sizes that a file of its length cannot contain: a compressed byte expands to at most {@value #MOST_INFLATED} bytes
 * (according to the zlib format's authors, zlib.net/zlib_tech.html).
 */
final class BoundedMatReader extends Mat5Reader {
    private static final int MOST_INFLATED = 1032;
    /** The smallest size of an element of a cell array: its tag. */
    private static final int TAG_BYTES = 8;
    /** The deepest nesting of arrays. The library recurses that deep; pieces need two levels. */
    private static final int DEEPEST = 100;

    private final Budget budget;

    /** The remaining bytes that the arrays of a file may allocate. */
    private static final class Budget implements BufferAllocator {
        private long left;
        private int depth;

        private void take(long bytes) {
            if (bytes < 0 || bytes > left) {
                throw new IllegalArgumentException("expected at most " + left
                        + " bytes, as the file has no room for more," + " but got a size of " + bytes);
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

    /**
     * Creates a reader.
     *
     * @param bytes the file's size
     */
    static BoundedMatReader of(Source source, int bytes) {
        Budget budget = new Budget();
        budget.left = mostElements(bytes);
        return new BoundedMatReader(source, budget);
    }

    @Override
    protected Mat5Reader createChildReader(Source inflated) {
        return new BoundedMatReader(inflated, budget);
    }

    /** Returns the largest number of matrix elements that a file of this size can contain, if zeros are stored, too. */
    static long mostElements(int bytes) {
        return (long) bytes * MOST_INFLATED;
    }

    @Override
    protected Array readNestedArray() throws IOException {
        if (budget.depth == DEEPEST) {
            throw new IOException("expected arrays at most " + DEEPEST + " levels deep");
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

    /** Checks a tag before the library allocates an array of the size in it: for flags, dimensions or a name. */
    @Override
    protected Mat5Tag readTagWithExpectedType(Mat5Type expected) throws IOException {
        Mat5Tag tag = super.readTagWithExpectedType(expected);
        if (expected != Mat5Type.Matrix) { // the parts of a matrix are counted one by one
            budget.take(tag.getNumBytes());
        }
        return tag;
    }
}
