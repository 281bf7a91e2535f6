package org.gru4j.interop.pytorch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.gru4j.layer.DenseLayer;
import org.jspecify.annotations.Nullable;

/**
 * What a state dict does not tell: activations, dropout, pooling, whatever the code of the model does between modules
 * and after them. That nothing is done is assumed, and said; but not where something is seen to stand, or nearly always
 * does. There the caller has to say it: by {@code :identity}, or {@code NAME:identity}, among the names of the modules.
 */
final class PyTorchNotices {
    private static final String IDENTITY = ":identity";
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,3}");
    /** More than modules are nested; a bound for what a hostile file can name. */
    private static final int MAX_DEPTH = 64;

    private final StateDict dict;
    private final TreeSet<String> tensors;
    /** The places, counted in modules, before which the caller says that nothing is done. */
    private final Set<Integer> identities = new TreeSet<>();

    PyTorchNotices(StateDict dict) {
        this.dict = dict;
        tensors = new TreeSet<>(dict.names());
    }

    /**
     * The names of modules among those that the caller gives; what else is there says that nothing is done.
     *
     * @throws IllegalArgumentException if that is said of a module with tensors
     */
    List<String> modules(List<String> given) {
        List<String> modules = new ArrayList<>();
        for (String text : given) {
            if (!text.endsWith(IDENTITY)) {
                modules.add(text);
                continue;
            }
            String name = text.substring(0, text.length() - IDENTITY.length());
            if (!name.isEmpty() && isThere(name)) {
                throw new IllegalArgumentException("module '" + name
                        + "': only one without tensors can be taken for nn.Identity, but there are " + dict.names());
            }
            identities.add(modules.size());
        }
        return modules;
    }

    private boolean isThere(String module) {
        String tensor = tensors.ceiling(module + ".");
        return tensor != null && tensor.startsWith(module + ".");
    }

    /** @throws IllegalArgumentException with the first two modules between which there must be, or may be, something */
    void requireNothingBetween(List<PyTorchOrder.Placed> placed) {
        for (int k = 0; k < placed.size(); k++) {
            if (identities.contains(k)) {
                continue;
            }
            PyTorchModule module = placed.get(k).module();
            String missing = missing(placed, k);
            if (missing != null) {
                throw new IllegalArgumentException("module " + module + ": by its number, " + missing + " before it,"
                        + " without tensors: nearly always an activation (nn.ReLU, …), maybe dropout; a state dict does"
                        + " not tell" + wayOut(placed, k));
            }
            if (k > 0 && isLinear(placed.get(k - 1)) && isLinear(placed.get(k))) {
                throw new IllegalArgumentException(
                        "modules " + placed.get(k - 1).module() + " and " + module
                                + ": between two linear layers there is nearly always an activation (nn.ReLU, …), which a state"
                                + " dict does not tell" + wayOut(placed, k));
            }
        }
    }

    private static boolean isLinear(PyTorchOrder.Placed placed) {
        return placed.layer() instanceof DenseLayer;
    }

    private static String wayOut(List<PyTorchOrder.Placed> placed, int k) {
        List<String> names = placed.stream().map(at -> at.module().name()).collect(Collectors.toList());
        names.add(k, IDENTITY);
        return ". If nothing is done there but dropout, name the modules with '" + IDENTITY + "' between them: "
                + String.join(",", names) + ". Else export the model to ONNX (torch.onnx.export), whose graph tells";
    }

    /**
     * Of modules that a module's numbers say come right before it, and that have no tensors, what they are called; null
     * if there are none.
     */
    private @Nullable String missing(List<PyTorchOrder.Placed> placed, int k) {
        String name = placed.get(k).module().name();
        int depth = 0;
        for (int from = 0; from < name.length(); depth++) {
            int to = name.indexOf('.', from) < 0 ? name.length() : name.indexOf('.', from);
            if (depth == MAX_DEPTH) {
                throw new IllegalArgumentException(
                        "module '" + name + "': expected at most " + MAX_DEPTH + " levels of names");
            }
            if (NUMBER.matcher(name.substring(from, to)).matches() && isFirst(placed, k, name.substring(0, to))) {
                String missing = below(name.substring(0, from), Integer.parseInt(name.substring(from, to)));
                if (missing != null) {
                    return missing;
                }
            }
            from = to + 1;
        }
        return null;
    }

    /** Whether a module is the first of all that are, or are part of, the one of this name. */
    private static boolean isFirst(List<PyTorchOrder.Placed> placed, int k, String numbered) {
        return placed.subList(0, k).stream()
                .map(at -> at.module().name())
                .noneMatch(name -> name.equals(numbered) || name.startsWith(numbered + "."));
    }

    /** The same of what is numbered before {@code number} in a parent; null if there are none. */
    private @Nullable String below(String parent, int number) {
        int first = number;
        while (first > 0 && !isThere(parent + (first - 1))) {
            first--;
        }
        String last = "'" + parent + (number - 1) + "'";
        return first == number
                ? null
                : first == number - 1 ? last + " comes" : "'" + parent + first + "' to " + last + " come";
    }

    /** What is taken to be so of modules in this order, a sentence each. */
    static List<String> assumed(List<PyTorchOrder.Placed> placed) {
        List<String> assumed = new ArrayList<>();
        assumed.add("a state dict does not say what is done with its tensors; assumed: "
                + placed.stream().map(at -> "'" + at.module().name() + "'").collect(Collectors.joining(" → "))
                + ", every step given out, and nothing else: no activation, no normalisation, no residual connection,"
                + " no mean over the steps, no last step alone");
        for (PyTorchOrder.Placed at : placed) {
            String kind = switch (at.layer().kind()) {
                case "gru" -> "nn.GRU: gates r, z, n, and the reset gate after the product";
                case "lstm" -> "nn.LSTM: gates i, f, g, o";
                case "rnn" -> "nn.RNN with tanh: one with nonlinearity='relu' looks the same";
                default -> null;
            };
            if (kind != null) {
                assumed.add("module '" + at.module().name() + "': assumed to be " + kind);
            }
        }
        return assumed;
    }
}
