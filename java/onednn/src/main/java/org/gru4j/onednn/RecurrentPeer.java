package org.gru4j.onednn;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.NoDeallocator;
import org.bytedeco.javacpp.annotation.Properties;

/**
 * The peer of {@code gru4j::RecurrentKernel} in native/include/gru4j/recurrent_kernel.h, where the methods are
 * documented. Its creator owns it and must call {@link #free}.
 */
@Properties(inherit = NativeLibrary.class)
@Namespace("gru4j")
@Name("RecurrentKernel")
final class RecurrentPeer extends Pointer {
    /** @param strategy PRIMITIVE or PANEL */
    RecurrentPeer(
            NativeCell cell,
            int steps,
            int batch,
            int inputSize,
            int hiddenSize,
            boolean reverse,
            boolean training,
            Strategy strategy,
            int threads) {
        super((Pointer) null);
        allocate(cell.value, steps, batch, inputSize, hiddenSize, reverse, training, strategy.nativeValue(), threads);
    }

    @NoDeallocator
    private native void allocate(
            @Cast("gru4j::Cell") int cell,
            int steps,
            int batch,
            int inputSize,
            int hiddenSize,
            boolean reverse,
            boolean training,
            @Cast("gru4j::Strategy") int strategy,
            int threads);

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

    native void forward(
            @Cast("const float*") long w,
            @Cast("const float*") long u,
            @Cast("const float*") long b,
            @Cast("std::int64_t") long weightsVersion,
            @Cast("const float*") long x,
            @Cast("const float*") long s0,
            @Cast("const int*") long lengths,
            @Cast("const float*") long stateMask,
            @Cast("const float*") long updateMask,
            @Cast("float*") long y,
            @Cast("float*") long sT,
            @Cast("float*") long workspace,
            @Cast("float*") long spare,
            int threads);

    native void backward(
            @Cast("const float*") long w,
            @Cast("const float*") long u,
            @Cast("const float*") long b,
            @Cast("std::int64_t") long weightsVersion,
            @Cast("const float*") long x,
            @Cast("const float*") long s0,
            @Cast("const int*") long lengths,
            @Cast("const float*") long stateMask,
            @Cast("const float*") long updateMask,
            @Cast("const float*") long y,
            @Cast("const float*") long dy,
            @Cast("const float*") long dsT,
            @Cast("float*") long dw,
            @Cast("float*") long du,
            @Cast("float*") long db,
            @Cast("float*") long dx,
            @Cast("float*") long ds0,
            @Cast("float*") long workspace,
            @Cast("float*") long spare,
            int threads);

    /** Frees the native object. Every later call throws a NullPointerException instead of crashing. */
    void free() {
        NativeLibrary.destroy(this);
        setNull();
    }
}
