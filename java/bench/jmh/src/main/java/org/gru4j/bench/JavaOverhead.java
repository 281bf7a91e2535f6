package org.gru4j.bench;

import java.util.Locale;
import org.gru4j.backend.Backend;
import org.gru4j.backend.Backends;
import org.gru4j.layer.Gru;
import org.gru4j.layer.LayerSpec;
import org.gru4j.layer.Pass;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.KernelFixture;
import org.gru4j.measure.Samples;
import org.gru4j.model.ModelSpec;
import org.gru4j.model.Sequential;
import org.gru4j.onednn.NativeLoop;
import org.gru4j.recurrent.GruSpec;
import org.gru4j.recurrent.ResetGate;
import org.gru4j.tensor.Tensor;

/**
 * Measures the overhead of Java over C++. It runs training steps (weights changed, forward, backward) in three ways:
 * through a kernel's Java methods, through a whole layer with its pass, and from a C++ loop in the same JVM. The three
 * take turns. It prints the medians in milliseconds, and the medians of the paired ratios to C++.
 *
 * <p>Arguments: shapes T,N,I,H; without any, 50,64,256,256 and 50,64,512,512.
 */
public final class JavaOverhead {
    private static final int PAIRS = 50;
    private static final int WARM_UP = 20;

    private JavaOverhead() {}

    public static void main(String[] arguments) {
        String[] shapes = arguments.length > 0 ? arguments : new String[] {"50,64,256,256", "50,64,512,512"};
        Backend backend = Backends.named("onednn");
        System.out.printf(Locale.ROOT, "%d pairs, %d threads, %s%n", PAIRS, backend.threads(), backend.properties());
        for (String shape : shapes) {
            for (ResetGate resetGate : ResetGate.values()) {
                measure(backend, shape, resetGate);
            }
        }
    }

    private static void measure(Backend backend, String shape, ResetGate resetGate) {
        GruShape dims = GruShape.parse(shape);
        GruSpec spec = GruSpec.builder(dims.inputs(), dims.hidden())
                .resetGate(resetGate)
                .build();
        double[] loop = new double[PAIRS];
        double[] kernel = new double[PAIRS];
        double[] layer = new double[PAIRS];
        try (KernelFixture fixture = new KernelFixture(backend, new GruTask(dims, resetGate, true));
                Sequential model = new Sequential(ModelSpec.of(LayerSpec.gru(spec)), backend, 1);
                Pass pass = Pass.training(backend).reusingTensors()) {
            for (int k = -WARM_UP; k < PAIRS; k++) {
                double inLoop = NativeLoop.training(
                        fixture.kernel(),
                        fixture.weights(),
                        fixture.x(),
                        fixture.y(),
                        fixture.sT(),
                        fixture.dy(),
                        fixture.gradients(),
                        fixture.dx(),
                        fixture.workspace(),
                        1);
                double throughKernel = seconds(() -> kernelStep(fixture));
                double throughLayer = seconds(() -> layerStep(model, pass, fixture.x(), fixture.dy()));
                if (k >= 0) {
                    loop[k] = inLoop;
                    kernel[k] = throughKernel;
                    layer[k] = throughLayer;
                }
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-14s reset %-6s C++ %.2f ms, kernel %.2f ms = %.3fx, layer %.2f ms = %.3fx%n",
                shape,
                resetGate,
                1e3 * Samples.median(loop),
                1e3 * Samples.median(kernel),
                Samples.medianRatio(kernel, loop),
                1e3 * Samples.median(layer),
                Samples.medianRatio(layer, loop));
    }

    /** Runs the same step as {@link NativeLoop#training}: no initial state, and no gradient of the final state. */
    private static void kernelStep(KernelFixture f) {
        f.weights().w().written();
        f.kernel().forward(f.weights(), f.x(), null, null, null, f.y(), f.sT(), f.workspace());
        f.kernel().backward(f.dy(), null, f.gradients(), f.dx(), null, f.workspace());
    }

    private static void layerStep(Sequential model, Pass pass, Tensor x, Tensor dy) {
        Gru gru = model.grus().get(0);
        model.parameters().values().written();
        pass.begin(null);
        gru.forward(pass, x);
        gru.backward(pass, dy);
        pass.end();
    }

    private static double seconds(Runnable step) {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) * 1e-9;
    }
}
