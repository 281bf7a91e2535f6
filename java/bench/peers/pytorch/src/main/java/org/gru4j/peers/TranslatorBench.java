package org.gru4j.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gru4j.backend.Threads;
import org.gru4j.measure.GruShape;
import org.gru4j.measure.GruTask;
import org.gru4j.measure.Samples;
import org.gru4j.measure.peer.PeerLaunch;
import org.gru4j.measure.peer.PeerProcess;
import org.gru4j.recurrent.ResetGate;

/**
 * Compares training steps of a {@link Translator} in gru4j and in PyTorch: in processes of their own, which stand still but
 * for their turns, in the order A B B A. Arguments: how many pairs (31), and T,N,I,H.
 */
public final class TranslatorBench {
    private static final int PAIRS = 31;
    private static final int WARM_UP = 8;
    private static final String SHAPE = "50,64,128,256";

    /**
     * The default of GNU's OpenMP; Intel's, which MKL uses, does not spin beside it; and memory is kept from step to step.
     * Together 0.93 to 0.96 of the time.
     */
    private static final Map<String, String> PYTORCH = Map.of(
            "GOMP_SPINCOUNT", "300000",
            "KMP_BLOCKTIME", "0",
            "MALLOC_MMAP_THRESHOLD_", "33554432",
            "MALLOC_TRIM_THRESHOLD_", "2000000000",
            "MALLOC_TOP_PAD_", "200000000");

    private TranslatorBench() {}

    public static void main(String[] args) {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : PAIRS;
        GruShape shape = GruShape.parse(args.length > 1 ? args[1] : SHAPE);
        for (boolean update : new boolean[] {false, true}) {
            compare(new GruTask(shape, ResetGate.AFTER, true), update, pairs);
        }
    }

    private static void compare(GruTask task, boolean update, int pairs) {
        int threads = Threads.defaultCount();
        try (PeerProcess ours = new PeerProcess(
                        launch("gru4j", Gru4jTranslator.class, update, threads, Map.of("GOMP_SPINCOUNT", "1000")));
                PeerProcess theirs =
                        new PeerProcess(launch("pytorch", PyTorchTranslator.class, update, threads, PYTORCH))) {
            System.out.println(ours.launch().name() + " " + ours.describe());
            System.out.println(theirs.launch().name() + " " + theirs.describe());
            List<String> differences = theirs.prepare(task).differencesFrom(ours.prepare(task));
            if (!differences.isEmpty()) {
                System.out.println("DIFFERENT: " + differences);
            }
            ours.run(WARM_UP);
            theirs.run(WARM_UP);
            double[] a = new double[pairs];
            double[] b = new double[pairs];
            for (int k = 0; k < pairs; k++) {
                if (k % 2 == 0) {
                    a[k] = ours.run(1)[0];
                    b[k] = theirs.run(1)[0];
                } else {
                    b[k] = theirs.run(1)[0];
                    a[k] = ours.run(1)[0];
                }
            }
            System.out.printf(
                    "%s, %s: gru4j %.1f ms, PyTorch %.1f ms, median of the ratios of %d pairs %.2f; fastest %.1f and"
                            + " %.1f ms%n",
                    task.shape(),
                    update ? "with Adam" : "without update",
                    1e3 * Samples.median(a),
                    1e3 * Samples.median(b),
                    pairs,
                    Samples.medianRatio(b, a),
                    1e3 * Arrays.stream(a).min().orElseThrow(),
                    1e3 * Arrays.stream(b).min().orElseThrow());
        }
    }

    /** @param settings the environment that is best for it */
    private static PeerLaunch launch(
            String name, Class<?> main, boolean update, int threads, Map<String, String> settings) {
        List<String> options = new ArrayList<>(List.of("-Dgru4j.threads=" + threads));
        options.add("-Dorg.bytedeco.openblas.load=mkl");
        options.add("-D" + Translator.UPDATE + "=" + update);
        Map<String, String> environment = new LinkedHashMap<>(settings);
        environment.put("MKL_NUM_THREADS", Integer.toString(threads));
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        return new PeerLaunch(name, name, main.getName(), System.getProperty("java.class.path"), options, environment);
    }
}
