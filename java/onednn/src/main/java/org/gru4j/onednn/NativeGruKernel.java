package org.gru4j.onednn;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoDeallocator;
import org.bytedeco.javacpp.annotation.Properties;

/**
 * Peer of {@code gru4j::GruKernel} in native/include/gru4j/gru_kernel.h, which says what the methods do. It is owned by
 * whoever made it and freed by {@link #free}.
 */
@Properties(inherit = NativeLibrary.class)
@Namespace("gru4j")
@Name("GruKernel")
final class NativeGruKernel extends Pointer {
    NativeGruKernel(int steps, int batch, int inputSize, int hiddenSize, boolean resetAfter, boolean reverse,
            boolean training, boolean panel, int threads) {
        super((Pointer) null);
        allocate(steps, batch, inputSize, hiddenSize, resetAfter ? 1 : 0, reverse, training, panel ? 1 : 0, threads);
    }

    @NoDeallocator
    private native void allocate(int steps, int batch, int inputSize, int hiddenSize,
            @Cast("gru4j::ResetGate") int resetGate, boolean reverse, boolean training,
            @Cast("gru4j::Strategy") int strategy, int threads);

    @Name("scratch_floats")
    @Cast("std::int64_t")
    native long scratchFloats();

    @Name("workspace_floats")
    @Cast("std::int64_t")
    native long workspaceFloats();

    @Name("spare_floats")
    @Cast("std::int64_t")
    native long spareFloats();

    @Name("use_scratch")
    native void useScratch(@Cast("float*") long scratch);

    native void forward(@Cast("const float*") long w, @Cast("const float*") long u, @Cast("const float*") long b,
            @Cast("std::int64_t") long weightsVersion, @Cast("const float*") long x, @Cast("const float*") long h0,
            @Cast("const int*") long lengths, @Cast("const float*") long stateMask,
            @Cast("const float*") long updateMask, @Cast("float*") long y, @Cast("float*") long hT,
            @Cast("float*") long workspace, @Cast("float*") long spare, int threads);

    native void backward(@Cast("const float*") long w, @Cast("const float*") long u, @Cast("const float*") long b,
            @Cast("std::int64_t") long weightsVersion, @Cast("const float*") long x, @Cast("const float*") long h0,
            @Cast("const int*") long lengths, @Cast("const float*") long stateMask,
            @Cast("const float*") long updateMask, @Cast("const float*") long y, @Cast("const float*") long dy,
            @Cast("const float*") long dhT, @Cast("float*") long dw, @Cast("float*") long du, @Cast("float*") long db,
            @Cast("float*") long dx, @Cast("float*") long dh0, @Cast("float*") long workspace,
            @Cast("float*") long spare, int threads);

    /** Frees the native object; every later call is a NullPointerException instead of a crash. */
    void free() {
        NativeLibrary.destroy(this);
        setNull();
    }
}
