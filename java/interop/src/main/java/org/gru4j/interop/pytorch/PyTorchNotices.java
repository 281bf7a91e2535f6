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
 * Handles what a state dict does not contain: activations, dropout, pooling, and whatever else the model's code does
 * between and after the modules. The import assumes that it does nothing, and a notice says so. Two cases are errors
 * instead: a gap in the numbers of modules, and a linear layer directly after another. The caller resolves them with
 * {@code :identity}, or {@code NAME:identity}, among the names of the modules.
 */
final class PyTorchNotices {
    private static final String IDENTITY = ":identity";
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,3}");
    /** The most levels of nested modules in a name. Real models have fewer; the limit is for hostile files. */
    private static final int MAX_DEPTH = 64;

    private final StateDict dict;
    private final TreeSet<String> tensors;
    /** The positions of modules before which nothing is computed, according to the caller. */
    private final Set<Integer> identities = new TreeSet<>();

    PyTorchNotices(StateDict dict) {
        this.dict = dict;
        tensors = new TreeSet<>(dict.names());
    }

    /**
     * Splits the caller's list into identities, which are stored, and modules, which are returned.
     *
     * @throws IllegalArgumentException if {@code NAME:identity} names a module with tensors
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
                        + "': expected a module without tensors before ':identity'; the tensors are " + dict.names());
            }
            identities.add(modules.size());
        }
        return modules;
    }

    private boolean isThere(String module) {
        String tensor = tensors.ceiling(module + ".");
        return tensor != null && tensor.startsWith(module + ".");
    }

    /**
     * Checks that nothing is probably computed between the modules.
     *
     * @throws IllegalArgumentException at the first gap in the numbers of modules, or the first linear layer directly
     *     after another, without an identity at that position
     */
    void requireNothingBetween(List<PyTorchOrder.Placed> placed) {
        for (int k = 0; k < placed.size(); k++) {
            if (identities.contains(k)) {
                continue;
            }
            PyTorchModule module = placed.get(k).module();
            String missing = missing(placed, k);
            if (missing != null) {
                throw new IllegalArgumentException("module " + module + ": its number shows that " + missing
                        + " before it, without tensors. This is nearly always an activation (nn.ReLU, …), or else"
                        + " dropout; a state dict does not contain which" + wayOut(placed, k));
            }
            if (k > 0 && isLinear(placed.get(k - 1)) && isLinear(placed.get(k))) {
                throw new IllegalArgumentException(
                        "modules " + placed.get(k - 1).module() + " and " + module
                                + ": between two linear layers there is nearly always an activation (nn.ReLU, …),"
                                + " which a state dict does not contain" + wayOut(placed, k));
            }
        }
    }

    private static boolean isLinear(PyTorchOrder.Placed placed) {
        return placed.layer() instanceof DenseLayer;
    }

    private static String wayOut(List<PyTorchOrder.Placed> placed, int k) {
        List<String> names = placed.stream().map(at -> at.module().name()).collect(Collectors.toList());
        names.add(k, IDENTITY);
        return ". If nothing but dropout is there, name the modules in their order, with '" + IDENTITY
                + "' between them: "
                + String.join(",", names)
                + ". Otherwise export the model to ONNX (torch.onnx.export), whose graph contains all computations";
    }

    /**
     * Returns a phrase with the modules without tensors that, by the numbers in its name, come directly before a
     * module; null if there are none.
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

    /** Returns whether the {@code k}-th module is the first one that is, or is part of, the module {@code numbered}. */
    private static boolean isFirst(List<PyTorchOrder.Placed> placed, int k, String numbered) {
        return placed.subList(0, k).stream()
                .map(at -> at.module().name())
                .noneMatch(name -> name.equals(numbered) || name.startsWith(numbered + "."));
    }

    /**
     * Returns a phrase with the modules without tensors that are numbered directly below {@code number} in a parent;
     * null if there are none.
     *
     * @param parent the name of the parent with its dot; empty for the model itself
     */
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

    /** Returns the assumptions about modules in this order, one sentence each. */
    static List<String> assumed(List<PyTorchOrder.Placed> placed) {
        List<String> assumed = new ArrayList<>();
        assumed.add("a state dict does not contain what the model computes with its tensors; assumed: "
                + placed.stream().map(at -> "'" + at.module().name() + "'").collect(Collectors.joining(" → "))
                + ", every step is emitted, and nothing else is computed: no activation, no normalisation, no residual"
                + " connection, no mean over the steps, no selection of the last step");
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
