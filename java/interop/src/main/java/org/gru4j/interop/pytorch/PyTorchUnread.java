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
 * What is not read: tensors of state dicts that belong to no module that is, said to be whose as far as their names
 * tell, and other files in which PyTorch keeps models.
 */
final class PyTorchUnread {
    static final String WAY_OUT = "; to leave modules out, name those to be read, in their order";

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] PICKLE = {(byte) 0x80, 2, (byte) 0x8a, 10};
    private static final Map<Pattern, String> KNOWN = new LinkedHashMap<>();

    static {
        known("weight_hr_l\\d+(_reverse)?", "projections (proj_size) are not supported");
        known(
                "(weight|bias)_[ih]h",
                "is of nn.GRUCell, nn.LSTMCell or nn.RNNCell, run by code that the file does not"
                        + " hold. If that runs it over the steps from first to last, it is one layer of nn.GRU, nn.LSTM or"
                        + " nn.RNN: save its tensors with _l0 behind their names");
        known(
                "running_mean|running_var|num_batches_tracked",
                "is of nn.BatchNorm1d or another normalisation, which are not read");
        known("in_proj_(weight|bias)|[qkv]_proj_weight|bias_[kv]", "is of nn.MultiheadAttention, which is not read");
        known(
                "\\S*_(g|v|orig|u)|original\\d",
                "is of a parametrisation, such as weight_norm or spectral_norm: save"
                        + " the model after torch.nn.utils.parametrize.remove_parametrizations, or remove_weight_norm");
    }

    private PyTorchUnread() {}

    private static void known(String parameter, String what) {
        KNOWN.put(Pattern.compile(parameter), what);
    }

    static IllegalArgumentException refusal(String tensor) {
        String parameter = tensor.substring(tensor.lastIndexOf('.') + 1);
        String what = KNOWN.entrySet().stream()
                .filter(known -> known.getKey().matcher(parameter).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("is no parameter of nn.GRU, nn.LSTM, nn.RNN, nn.Embedding or nn.Linear");
        return new IllegalArgumentException("tensor '" + tensor + "': " + what + WAY_OUT);
    }

    /**
     * Why a file is no safetensors file.
     *
     * @param failure what its reader says
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
                                ? "JSON, as the index of a model in several files is"
                                : null;
        if (what == null) {
            return failure;
        }
        String message = file + ": " + what + ", not a safetensors file; in Python, save the whole state dict:"
                + " safetensors.torch.save_file(model.state_dict(), \"model.safetensors\")";
        return new UncheckedIOException(message, new IOException(message, failure));
    }
}
