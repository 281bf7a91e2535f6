package org.gru4j.interop.pytorch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The errors for tensors and files that are not read. For a tensor, the error names the module that it belongs to, if
 * its name shows that. For a file, it names the other format of PyTorch, if the first bytes show that.
 */
final class PyTorchUnread {
    static final String WAY_OUT = "; to leave modules out, name the modules to read, in their order";

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] PICKLE = {(byte) 0x80, 2, (byte) 0x8a, 10};
    private static final Map<Pattern, String> KNOWN = new LinkedHashMap<>();

    static {
        known("weight_hr_l\\d+(_reverse)?", "projections (proj_size) are not supported");
        known(
                "(weight|bias)_[ih]h",
                "belongs to nn.GRUCell, nn.LSTMCell or nn.RNNCell, and the file does not contain the code that runs"
                        + " it. If the code runs it over the steps from first to last, it is one layer of nn.GRU,"
                        + " nn.LSTM or nn.RNN: save its tensors with _l0 appended to their names");
        known(
                "running_mean|running_var|num_batches_tracked",
                "belongs to nn.BatchNorm1d or another normalisation, which gru4j does not read");
        known(
                "in_proj_(weight|bias)|[qkv]_proj_weight|bias_[kv]",
                "belongs to nn.MultiheadAttention, which gru4j does not read");
        known(
                "\\S*_(g|v|orig|u)|original\\d",
                "belongs to a parametrisation, such as weight_norm or spectral_norm: save"
                        + " the model after torch.nn.utils.parametrize.remove_parametrizations, or remove_weight_norm");
    }

    private PyTorchUnread() {}

    private static void known(String parameter, String what) {
        KNOWN.put(Pattern.compile(parameter), what);
    }

    /** Returns the error for a tensor that belongs to no module that gru4j reads. */
    static IllegalArgumentException refusal(String tensor) {
        String parameter = tensor.substring(tensor.lastIndexOf('.') + 1);
        String what = KNOWN.entrySet().stream()
                .filter(known -> known.getKey().matcher(parameter).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("is not a parameter of nn.GRU, nn.LSTM, nn.RNN, nn.Embedding or nn.Linear");
        return new IllegalArgumentException("tensor '" + tensor + "': " + what + WAY_OUT);
    }

    /**
     * Returns the error for a file that is not a safetensors file.
     *
     * @param failure the error of the safetensors reader, which is returned if the format is unknown
     */
    static UncheckedIOException file(Path file, UncheckedIOException failure) {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(4);
        } catch (IOException e) {
            return failure;
        }
        String what = Arrays.equals(start, ZIP)
                ? "an archive of torch.save or torch.jit.save"
                : Arrays.equals(start, PICKLE)
                        ? "a pickle, as torch.save wrote it before PyTorch 1.6"
                        : start.length > 0 && start[0] == '{'
                                ? "JSON, such as the index of a model in several files"
                                : null;
        if (what == null) {
            return failure;
        }
        String message = file + ": expected a safetensors file but it is " + what
                + "; in Python, save the whole state dict:"
                + " safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")";
        return new UncheckedIOException(message, new IOException(message, failure));
    }
}
