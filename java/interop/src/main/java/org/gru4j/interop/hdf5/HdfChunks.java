package org.gru4j.interop.hdf5;

import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.exceptions.HdfException;
import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.filter.DeflatePipelineFilter;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Reads an HDF5 array that is stored in chunks. Each chunk may be deflated, its bytes may be shuffled before that, or
 * neither.
 */
final class HdfChunks {
    private final BoundedStorage storage;
    private final int[] dims;
    private final int elementBytes;
    private final int[] chunkDims;
    private final List<FilterInfo> filters;
    private final List<Chunk> chunks;

    /**
     * Reads the list of chunks.
     *
     * @throws HdfException if another filter is used, or the chunks do not cover the dimensions
     */
    HdfChunks(BoundedStorage storage, HdfHeader header, ChunkedDataLayoutMessage layout, int[] dims, int elementBytes) {
        this.storage = storage;
        this.dims = dims;
        this.elementBytes = elementBytes;
        chunkDims = layout.getChunkDimensions();
        if (chunkDims.length != dims.length || dims.length == 0) {
            throw new HdfException(
                    "expected chunks of " + dims.length + " dimensions but got " + Arrays.toString(chunkDims));
        }
        filters = header.has(FilterPipelineMessage.MESSAGE_TYPE)
                ? new FilterPipelineMessage(header.get(FilterPipelineMessage.MESSAGE_TYPE), new BitSet()).getFilters()
                : List.of();
        for (FilterInfo filter : filters) {
            if (filter.getId() != DeflatePipelineFilter.ID && filter.getId() != ByteShuffleFilter.ID) {
                throw new HdfException("expected no filters except deflate and shuffle but got filter " + filter.getId()
                        + " '" + filter.getName() + "'");
            }
        }
        long expected = 1;
        for (int k = 0; k < dims.length; k++) {
            if (chunkDims[k] <= 0 || chunkDims[k] > dims[k]) {
                throw new HdfException(
                        "expected chunks within " + Arrays.toString(dims) + " but got " + Arrays.toString(chunkDims));
            }
            expected *= (dims[k] + chunkDims[k] - 1L) / chunkDims[k];
        }
        HdfArray.requireWritten(layout.getBTreeAddress());
        chunks = BTreeV1.createDataBTree(storage, layout.getBTreeAddress(), dims.length)
                .getChunks();
        if (chunks.size() != expected) {
            throw new HdfException("expected " + expected + " chunks but got " + chunks.size());
        }
    }

    /**
     * Returns the bytes of all elements, row-major.
     *
     * @throws HdfException if a chunk is damaged, duplicate or out of place, or would unpack to far more than it stores
     */
    ByteBuffer read() {
        long size = elementBytes;
        for (int dim : dims) {
            size *= dim;
        }
        long stored = chunks.stream().mapToLong(Chunk::getSize).sum();
        if (size > Integer.MAX_VALUE || !DecompressionLimit.isAllowed(stored, size)) {
            throw new HdfException("its " + stored + " stored bytes would unpack to " + size + " bytes, more than a"
                    + " model's weights could");
        }
        byte[] all = new byte[(int) size];
        Set<String> seen = new HashSet<>();
        for (Chunk chunk : chunks) {
            long[] offset = chunk.getChunkOffset();
            for (int k = 0; k < dims.length; k++) {
                if (offset[k] < 0 || offset[k] >= dims[k] || offset[k] % chunkDims[k] != 0) {
                    throw new HdfException("expected the offset of a chunk within " + Arrays.toString(dims)
                            + ", a multiple of " + Arrays.toString(chunkDims) + ", but got " + Arrays.toString(offset));
                }
            }
            if (!seen.add(Arrays.toString(offset))) {
                throw new HdfException("duplicate chunk at " + Arrays.toString(offset));
            }
            copy(unpack(chunk), offset, all);
        }
        return ByteBuffer.wrap(all);
    }

    private int chunkBytes() {
        int bytes = elementBytes;
        for (int dim : chunkDims) {
            bytes *= dim; // can't overflow: chunks are no larger than the array, whose size is an int
        }
        return bytes;
    }

    private byte[] unpack(Chunk chunk) {
        ByteBuffer stored = storage.data(chunk.getAddress(), chunk.getSize());
        byte[] bytes = new byte[stored.remaining()];
        stored.get(bytes);
        for (int k = filters.size() - 1; k >= 0; k--) {
            if (!chunk.getFilterMask().get(k)) {
                bytes = filters.get(k).getId() == DeflatePipelineFilter.ID ? inflate(bytes) : unshuffle(bytes);
            }
        }
        if (bytes.length != chunkBytes()) {
            throw new HdfException("expected a chunk of " + chunkBytes() + " bytes but got " + bytes.length);
        }
        return bytes;
    }

    private byte[] inflate(byte[] packed) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed);
            byte[] bytes = new byte[chunkBytes()];
            int count = inflater.inflate(bytes);
            if (count != bytes.length || inflater.inflate(new byte[1]) != 0 || !inflater.finished()) {
                throw new HdfException("expected a chunk of " + bytes.length + " bytes but it unpacks to "
                        + (count < bytes.length ? "" + count : "more"));
            }
            return bytes;
        } catch (DataFormatException e) {
            throw new HdfException("a chunk is damaged: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    /** Undoes the shuffle filter, which stores the first bytes of all elements, then all second bytes, and so on. */
    private byte[] unshuffle(byte[] shuffled) {
        byte[] bytes = new byte[shuffled.length];
        int count = shuffled.length / elementBytes;
        for (int b = 0; b < elementBytes; b++) {
            for (int k = 0; k < count; k++) {
                bytes[k * elementBytes + b] = shuffled[b * count + k];
            }
        }
        return bytes;
    }

    /**
     * Copies the part of a chunk that lies inside the array, one run along the last dimension at a time. Chunks at the
     * end of a dimension may extend beyond the array.
     */
    private void copy(byte[] chunk, long[] offset, byte[] all) {
        int last = dims.length - 1;
        int run = (int) Math.min(chunkDims[last], dims[last] - offset[last]) * elementBytes;
        int runs = chunk.length / (chunkDims[last] * elementBytes);
        for (int r = 0; r < runs; r++) {
            long target = 0;
            boolean inside = true;
            for (int k = 0, rest = r, stride = runs; k < last; k++) {
                stride /= chunkDims[k];
                long index = offset[k] + rest / stride;
                rest %= stride;
                inside &= index < dims[k];
                target = target * dims[k] + index;
            }
            if (inside) {
                target = target * dims[last] + offset[last];
                System.arraycopy(chunk, r * chunkDims[last] * elementBytes, all, (int) target * elementBytes, run);
            }
        }
    }
}
