package org.gru4j.interop.hdf5;

import io.jhdf.Constants;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.AttributeMessage;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.DataSpace;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.DataTypeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import org.gru4j.tensor.Shape;

/**
 * An array of floating-point numbers in an HDF5 file. The numbers have 64, 32 or 16 bits in either byte order, or are
 * bfloat16, which Keras writes as opaque pairs of bytes with an attribute {@code dtype}.
 *
 * <p>Not thread-safe: it reads from a file that one thread has open.
 */
public final class HdfArray {
    /** The supported number formats. */
    private enum Kind {
        F64(8, 11),
        F32(4, 8),
        F16(2, 5),
        BF16(2, 8);

        private final int bytes;
        private final int exponentBits;

        Kind(int bytes, int exponentBits) {
            this.bytes = bytes;
            this.exponentBits = exponentBits;
        }
    }

    /** HDF5's type class for opaque bytes. */
    private static final int OPAQUE = 5;

    private final BoundedStorage storage;
    private final String path;
    private final HdfHeader header;
    private final Kind kind;
    private final ByteOrder order;
    private final int[] dims;

    private HdfArray(BoundedStorage storage, String path, HdfHeader header, Kind kind, ByteOrder order, int[] dims) {
        this.storage = storage;
        this.path = path;
        this.header = header;
        this.kind = kind;
        this.order = order;
        this.dims = dims;
    }

    /**
     * Reads the type and the dimensions of an array, but not its numbers.
     *
     * @throws HdfException if it is not an array of such numbers, or has too many
     */
    static HdfArray of(BoundedStorage storage, String path, HdfHeader header) {
        if (!header.has(DataSpaceMessage.MESSAGE_TYPE)) {
            throw new HdfException("expected an array but it is a group");
        }
        ByteBuffer type = header.get(DataTypeMessage.MESSAGE_TYPE);
        int typeClass = type.get(0) & 0xf;
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        Kind kind;
        if (typeClass == FloatingPoint.CLASS_ID) {
            FloatingPoint number = (FloatingPoint) DataType.readDataType(type);
            order = number.getByteOrder();
            kind = kind(number);
        } else if (typeClass == OPAQUE && type.getInt(4) == Kind.BF16.bytes && hasTypeName(storage, header)) {
            kind = Kind.BF16;
        } else {
            throw new HdfException("expected floating-point numbers but got type class " + typeClass + " of "
                    + type.getInt(4) + " bytes");
        }
        DataSpace space = DataSpace.readDataSpace(header.get(DataSpaceMessage.MESSAGE_TYPE), storage.getSuperblock());
        long[] sizes = space.getDimensionsAsLong();
        int[] dims = new int[sizes.length];
        long count = 1;
        for (int k = 0; k < dims.length; k++) {
            if (sizes[k] <= 0 || sizes[k] > Shape.MAX_SIZE || count * sizes[k] > Shape.MAX_SIZE) {
                throw new HdfException("expected positive dimensions with a product of at most " + Shape.MAX_SIZE
                        + " but got " + Arrays.toString(sizes));
            }
            dims[k] = (int) sizes[k];
            count *= sizes[k];
        }
        return new HdfArray(storage, path, header, kind, order, dims);
    }

    private static Kind kind(FloatingPoint number) {
        for (Kind kind : Kind.values()) {
            if (kind.bytes == number.getSize() && kind.exponentBits == number.getExponentSize()) {
                return kind;
            }
        }
        throw new HdfException("expected numbers of type float64, float32, float16 or bfloat16 but got numbers of "
                + number.getSize() + " bytes with " + number.getExponentSize() + " bits of exponent");
    }

    private static boolean hasTypeName(BoundedStorage storage, HdfHeader header) {
        return header.all(AttributeMessage.MESSAGE_TYPE).stream()
                .map(attribute -> new AttributeMessage(attribute, storage, new BitSet()).getName())
                .anyMatch("dtype"::equals);
    }

    /** Returns the path in the file, for example {@code layers/gru/cell/vars/0}. */
    public String path() {
        return path;
    }

    public int rank() {
        return dims.length;
    }

    public int dim(int axis) {
        return dims[axis];
    }

    /** Returns the dimensions as text, for example {@code [8, 48]}. */
    public String shape() {
        return Arrays.toString(dims);
    }

    /**
     * Reads the numbers, row-major. Numbers of 64 bits are rounded to the nearest float.
     *
     * @throws IOException if numbers are missing or damaged, or a finite number is too large for a float; the message
     *     begins with the path
     */
    public float[] read() throws IOException {
        return HdfGroup.guard(path, () -> {
            int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
            long length = (long) count * kind.bytes;
            DataLayoutMessage layout = DataLayoutMessage.createDataLayoutMessage(
                    header.get(DataLayoutMessage.MESSAGE_TYPE), storage.getSuperblock(), new BitSet());
            if (layout instanceof ContiguousDataLayoutMessage contiguous) {
                requireWritten(contiguous.getAddress());
                return toFloats(storage.data(contiguous.getAddress(), length), count);
            }
            if (layout instanceof CompactDataLayoutMessage compact) {
                ByteBuffer data = compact.getDataBuffer();
                if (data.remaining() < length) {
                    throw new HdfException("expected " + length + " bytes but there are " + data.remaining());
                }
                return toFloats(data, count);
            }
            if (layout instanceof ChunkedDataLayoutMessage chunked) {
                return toFloats(new HdfChunks(storage, header, chunked, dims, kind.bytes).read(), count);
            }
            throw new HdfException("expected a contiguous or compact layout, or chunks with a B-tree of version 1, but"
                    + " got another layout");
        });
    }

    static void requireWritten(long address) {
        if (address == Constants.UNDEFINED_ADDRESS) {
            throw new HdfException("its numbers were never written");
        }
    }

    private float[] toFloats(ByteBuffer data, int count) {
        ByteBuffer numbers = data.order(order);
        float[] floats = new float[count];
        for (int k = 0; k < count; k++) {
            floats[k] = switch (kind) {
                case F64 -> rounded(numbers.getDouble(), k);
                case F32 -> numbers.getFloat();
                case F16 -> FloatingPoint.toFloat(numbers.getShort());
                case BF16 -> Float.intBitsToFloat(numbers.getShort() << 16); // a float without its last 16 bits
            };
        }
        return floats;
    }

    private static float rounded(double number, int index) {
        float rounded = (float) number;
        if (Float.isInfinite(rounded) && !Double.isInfinite(number)) {
            throw new HdfException("element " + index + " is " + number + ", which is too large for a 32-bit float");
        }
        return rounded;
    }
}
