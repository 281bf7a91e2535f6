package org.gru4j.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/**
 * Computes every golden case and writes its file. From the root of the project:
 *
 * <pre>mvn -Pgolden -pl java/parity/golden-generator compile exec:exec</pre>
 *
 * <p>Cases of LSTM cells and tanh units are computed by {@code torch::nn::LSTM} and {@code torch::nn::RNN}.
 *
 * <p>GRU cases with the reset gate after the product are computed by {@code torch::nn::GRU}. PyTorch has no GRU with
 * the reset gate before the product, so these cases are computed by PyTorch's autograd from {@link ExplicitGru}. To
 * verify them, the program also runs {@link ExplicitGru} with the reset gate after on the inputs of every case and
 * compares it with {@code torch::nn::GRU}; the two kinds differ only in the line of the candidate. If the results
 * differ, the program stops.
 *
 * <p>The same machine always produces the same files. The last digits may depend on the CPU, because PyTorch uses its
 * vector width.
 */
public final class GoldenGenerator {

    private GoldenGenerator() {}

    /** @param args the directory to write to */
    public static void main(String[] args) throws IOException {
        if (args.length != 1) throw new IllegalArgumentException("expected one argument, the directory to write to");
        Path directory = Files.createDirectories(Path.of(args[0])).toRealPath();
        torch.set_num_threads(1);
        for (GoldenCase golden : GoldenCases.all()) generate(golden, directory);
        Path rnn = Files.createDirectories(directory.resolve("rnn"));
        for (RnnCase golden : RnnCase.all()) generate(golden, rnn);
    }

    @SuppressWarnings("try")
    private static void generate(RnnCase golden, Path directory) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Path file = RnnGoldenFile.write(directory, golden);
            System.out.printf("%8d bytes  %s%n", Files.size(file), file.getFileName());
        }
    }

    @SuppressWarnings("try") // the scope frees the tensors that are allocated in it, and is not used otherwise
    private static void generate(GoldenCase golden, Path directory) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            CaseInputs inputs = CaseInputs.of(golden);
            GoldenCase resetAfter = golden.with(ResetGate.AFTER);
            Expected module = Expected.of(new ModuleGru(resetAfter, inputs), inputs, golden.precision());
            Expected explicit = Expected.of(new ExplicitGru(resetAfter, inputs), inputs, golden.precision());
            double difference = module.maxDifference(explicit);
            if (!(difference < golden.precision().agreement())) {
                throw new IllegalStateException("the explicit steps and torch::nn::GRU differ by " + difference
                        + " on the inputs of " + golden.name());
            }

            Expected expected = golden.resetGate() == ResetGate.AFTER
                    ? module
                    : Expected.of(new ExplicitGru(golden, inputs), inputs, golden.precision());
            Path file = GoldenFile.write(directory, golden, inputs, expected);
            System.out.printf("%8d bytes, cross-check %.1e  %s%n", Files.size(file), difference, file.getFileName());
        }
    }
}
