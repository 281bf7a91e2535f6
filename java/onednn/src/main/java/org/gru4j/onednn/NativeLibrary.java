package org.gru4j.onednn;

import org.bytedeco.javacpp.annotation.Cast;
import org.bytedeco.javacpp.annotation.Name;
import org.bytedeco.javacpp.annotation.Namespace;
import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;

/**
 * The free functions of the native library, which are documented in its headers. Addresses are passed as numbers, so
 * that a call creates no Java object. {@link LibraryLoader} must have loaded the library before any call.
 */
@Properties(
        value =
                @Platform(
                        value = NativeLibrary.PLATFORM,
                        include = {
                            "gru4j/bench.h",
                            "gru4j/dense.h",
                            "gru4j/dropout.h",
                            "gru4j/embedding.h",
                            "gru4j/loss.h",
                            "gru4j/optimizer.h",
                            "gru4j/recurrent_kernel.h",
                            "gru4j/runtime.h"
                        },
                        library = "jnigru4j"))
@Namespace("gru4j")
final class NativeLibrary {
    static final String PLATFORM = "linux-x86_64";

    private NativeLibrary() {}

    static native String version();

    @Name("guard_exit")
    static native void guardExit();

    static native void destroy(RecurrentPeer kernel);

    /** Returns the {@link Strategy#nativeValue} of the strategy that {@link Strategy#AUTO} chooses for such a layer. */
    @Name("default_strategy")
    @Cast("gru4j::Strategy")
    static native int defaultStrategy(
            @Cast("gru4j::Cell") int cell, int steps, int batch, int inputSize, int hiddenSize, boolean training);

    @Name("onednn_version")
    static native String oneDnnVersion();

    @Name("onednn_headers_version")
    static native String oneDnnHeadersVersion();

    @Name("onednn_isa")
    static native String oneDnnIsa();

    @Name("panel_isa")
    static native String panelIsa();

    @Name("openmp_threads")
    static native int openMpThreads(int wanted);

    @Name("dense_forward")
    static native void denseForward(
            @Cast("std::int64_t") long rows,
            @Cast("std::int64_t") long inputSize,
            @Cast("std::int64_t") long outputSize,
            @Cast("const float*") long x,
            @Cast("const float*") long w,
            @Cast("const float*") long b,
            @Cast("float*") long y,
            int threads);

    @Name("dense_backward")
    static native void denseBackward(
            @Cast("std::int64_t") long rows,
            @Cast("std::int64_t") long inputSize,
            @Cast("std::int64_t") long outputSize,
            @Cast("const float*") long x,
            @Cast("const float*") long w,
            @Cast("const float*") long dy,
            @Cast("float*") long dx,
            @Cast("float*") long dw,
            @Cast("float*") long db,
            int threads);

    static native void dropout(
            @Cast("std::int64_t") long steps,
            @Cast("std::int64_t") long width,
            @Cast("const float*") long x,
            @Cast("std::int64_t") long first,
            @Cast("std::int64_t") long stride,
            @Cast("std::int64_t") long key,
            @Cast("std::int64_t") long threshold,
            float kept,
            @Cast("float*") long y,
            int threads);

    @Name("embedding_forward")
    static native void embeddingForward(
            @Cast("std::int64_t") long rows,
            @Cast("std::int64_t") long size,
            @Cast("const float*") long w,
            @Cast("const int*") long ids,
            @Cast("float*") long y,
            int threads);

    @Name("embedding_backward")
    static native void embeddingBackward(
            @Cast("std::int64_t") long rows,
            @Cast("std::int64_t") long size,
            @Cast("const int*") long ids,
            @Cast("const float*") long dy,
            @Cast("float*") long dw,
            int threads);

    @Name("softmax_cross_entropy")
    static native double softmaxCrossEntropy(
            @Cast("std::int64_t") long rows,
            @Cast("std::int64_t") long classes,
            @Cast("const float*") long logits,
            @Cast("const int*") long targets,
            @Cast("float*") long dLogits,
            int threads);

    @Name("sgd_step")
    static native void sgdStep(
            @Cast("std::int64_t") long size,
            @Cast("float*") long p,
            @Cast("const float*") long g,
            @Cast("float*") long v,
            float momentum,
            boolean nesterov,
            float l2,
            float rate,
            int threads);

    @Name("rms_prop_step")
    static native void rmsPropStep(
            @Cast("std::int64_t") long size,
            @Cast("float*") long p,
            @Cast("const float*") long g,
            @Cast("float*") long v,
            float rho,
            float rest,
            float epsilon,
            float l2,
            float rate,
            int threads);

    @Name("adam_step")
    static native void adamStep(
            @Cast("std::int64_t") long size,
            @Cast("float*") long p,
            @Cast("const float*") long g,
            @Cast("float*") long m,
            @Cast("float*") long v,
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float rate,
            float correction,
            float epsilon,
            float l2,
            float shrink,
            int threads);

    @Name("sum_of_squares")
    static native double sumOfSquares(@Cast("std::int64_t") long size, @Cast("const float*") long x, int threads);

    static native void scale(@Cast("std::int64_t") long size, float factor, @Cast("float*") long x, int threads);

    static native void clamp(@Cast("std::int64_t") long size, float bound, @Cast("float*") long x, int threads);

    @Name("add_normal")
    static native void addNormal(
            @Cast("std::int64_t") long size,
            @Cast("std::int64_t") long key,
            double deviation,
            @Cast("float*") long x,
            int threads);

    @Name("loop_training")
    static native double loopTraining(
            RecurrentPeer kernel,
            @Cast("const float*") long w,
            @Cast("const float*") long u,
            @Cast("const float*") long b,
            @Cast("const float*") long x,
            @Cast("const float*") long s0,
            @Cast("const int*") long lengths,
            @Cast("float*") long y,
            @Cast("float*") long sT,
            @Cast("const float*") long dy,
            @Cast("const float*") long dsT,
            @Cast("float*") long dw,
            @Cast("float*") long du,
            @Cast("float*") long db,
            @Cast("float*") long dx,
            @Cast("float*") long ds0,
            @Cast("float*") long workspace,
            @Cast("float*") long spare,
            int repetitions);
}
