package org.gru4j.interop.hdf5;

import io.jhdf.Constants;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.Superblock;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.message.DataSpaceMessage;
import io.jhdf.object.message.LinkMessage;
import io.jhdf.object.message.SymbolTableMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group of an HDF5 file: the groups and arrays that it links to, by name. They are parsed only when requested.
 *
 * <p>Not thread-safe: it reads from a file that one thread has open.
 */
public final class HdfGroup {
    /** Instead of an address: the link is soft (a path) or external (into another file). */
    private static final long NOT_FOLLOWED = -1;

    private static final int SOFT_LINK = 2;
    private static final int LINK_INFO = 2;

    private final BoundedStorage storage;
    private final String path;
    private final Map<String, Long> addresses;

    private HdfGroup(BoundedStorage storage, String path, HdfHeader header) {
        this.storage = storage;
        this.path = path;
        this.addresses = header.has(SymbolTableMessage.MESSAGE_TYPE)
                ? symbolTable(storage, header.get(SymbolTableMessage.MESSAGE_TYPE))
                : links(storage, header);
    }

    /**
     * Opens the root group of a file.
     *
     * @param file the contents of the whole file
     * @throws IOException if it is not an HDF5 file, or is damaged
     */
    public static HdfGroup open(byte[] file) throws IOException {
        return guard("HDF5", () -> {
            BoundedStorage storage = new BoundedStorage(file);
            return new HdfGroup(storage, "", new HdfHeader(storage, rootAddress(storage)));
        });
    }

    private static long rootAddress(BoundedStorage storage) {
        if (storage.getSuperblock() instanceof Superblock.SuperblockV0V1 old) {
            return new SymbolTableEntry(storage, old.getRootGroupSymbolTableAddress()).getObjectHeaderAddress();
        }
        return ((Superblock.SuperblockV2V3) storage.getSuperblock()).getRootGroupObjectHeaderAddress();
    }

    private static Map<String, Long> symbolTable(BoundedStorage storage, ByteBuffer message) {
        long tree = Utils.readBytesAsUnsignedLong(message, storage.getSizeOfOffsets());
        long heap = Utils.readBytesAsUnsignedLong(message, storage.getSizeOfOffsets());
        ByteBuffer names = new LocalHeap(storage, heap).getDataBuffer();
        Map<String, Long> addresses = new LinkedHashMap<>();
        for (long node : BTreeV1.createGroupBTree(storage, tree).getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(storage, node).getSymbolTableEntries()) {
                names.position(entry.getLinkNameOffset());
                put(
                        addresses,
                        Utils.readUntilNull(names),
                        entry.getCacheType() == SOFT_LINK ? NOT_FOLLOWED : entry.getObjectHeaderAddress());
            }
        }
        return addresses;
    }

    private static Map<String, Long> links(BoundedStorage storage, HdfHeader header) {
        ByteBuffer info = header.get(LINK_INFO);
        int flags = info.get(1);
        info.position(2 + ((flags & 1) == 0 ? 0 : Long.BYTES)); // skips the maximum creation index
        if (Utils.readBytesAsUnsignedLong(info, storage.getSizeOfOffsets()) != Constants.UNDEFINED_ADDRESS) {
            throw new HdfException(
                    "expected its links in a symbol table or in its header, where Keras's files have them,"
                            + " but they are in a fractal heap");
        }
        Map<String, Long> addresses = new LinkedHashMap<>();
        for (ByteBuffer message : header.all(LinkMessage.MESSAGE_TYPE)) {
            LinkMessage link = LinkMessage.fromBuffer(message, storage.getSuperblock());
            put(
                    addresses,
                    link.getLinkName(),
                    link.getLinkType() == LinkMessage.LinkType.HARD ? link.getHardLinkAddress() : NOT_FOLLOWED);
        }
        return addresses;
    }

    private static void put(Map<String, Long> addresses, String name, long address) {
        if (addresses.putIfAbsent(name, address) != null) {
            throw new HdfException("duplicate name '" + name + "'");
        }
    }

    /** Returns the path in the file, for example {@code layers/gru/cell}; empty for the root. */
    public String path() {
        return path;
    }

    /** Returns the names of the linked groups and arrays, in the file's order. */
    public Set<String> names() {
        return addresses.keySet();
    }

    public boolean has(String name) {
        return addresses.containsKey(name);
    }

    /**
     * Returns the group of this name.
     *
     * @throws IOException if there is none; the message begins with its path
     */
    public HdfGroup group(String name) throws IOException {
        String child = path(name);
        return guard(child, () -> {
            HdfHeader header = header(name);
            if (header.has(DataSpaceMessage.MESSAGE_TYPE)) {
                throw new HdfException("expected a group but it is an array");
            }
            return new HdfGroup(storage, child, header);
        });
    }

    /**
     * Returns the group at a path below this group; null if a group on the path is missing.
     *
     * @param names the names on the path, from the outermost group to the innermost
     */
    public @Nullable HdfGroup find(String... names) throws IOException {
        HdfGroup group = this;
        for (String name : names) {
            if (!group.has(name)) {
                return null;
            }
            group = group.group(name);
        }
        return group;
    }

    /**
     * Returns the array of this name.
     *
     * @throws IOException if there is none, or its elements are not floating-point numbers; the message begins with its
     *     path
     */
    public HdfArray array(String name) throws IOException {
        String child = path(name);
        return guard(child, () -> HdfArray.of(storage, child, header(name)));
    }

    private HdfHeader header(String name) {
        Long address = addresses.get(name);
        if (address == null) {
            throw new HdfException("missing; there are " + addresses.keySet());
        }
        if (address == NOT_FOLLOWED) {
            throw new HdfException(
                    "expected an object of this file but it is a soft or external link; such links are rejected");
        }
        return new HdfHeader(storage, address);
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    /** Code that runs jHDF's parsers. */
    interface Parse<R> {
        R run() throws IOException;
    }

    /**
     * Runs parsers. On a damaged file they may throw any exception; it becomes an IOException.
     *
     * @param place the path of the group or array, with which the message begins
     * @throws IOException if the parsers throw anything
     */
    static <R> R guard(String place, Parse<R> parse) throws IOException {
        try {
            return parse.run();
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            throw new IOException(
                    place + ": " + (cause instanceof HdfException ? cause.getMessage() : "damaged: " + cause), e);
        } catch (StackOverflowError e) {
            throw new IOException(place + ": " + BoundedStorage.CIRCLES, e);
        } catch (OutOfMemoryError e) {
            throw new IOException(place + ": damaged, or too large for the memory of this JVM: " + e.getMessage(), e);
        }
    }
}
