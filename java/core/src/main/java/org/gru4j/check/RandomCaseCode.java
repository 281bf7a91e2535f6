package org.gru4j.check;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.gru4j.recurrent.Direction;
import org.gru4j.recurrent.RecurrentCell;
import org.jspecify.annotations.Nullable;

/** The text form of a {@link RandomCase}: its properties, separated by commas. Default values may be omitted. */
final class RandomCaseCode {
    private RandomCaseCode() {}

    static String of(RandomCase c) {
        StringBuilder code = new StringBuilder(lower(c.cell()) + "," + lower(c.strategy()) + ",threads=" + c.threads()
                + ",T=" + c.steps() + ",N=" + c.batch() + ",I=" + c.inputSize() + ",H=" + c.hiddenSize());
        append(code, c.layers() > 1, "L=" + c.layers());
        append(code, c.direction() != Direction.FORWARD, lower(c.direction()));
        append(code, !c.bias(), "biasless");
        append(code, c.rows() != RandomCase.Rows.FULL, lower(c.rows()));
        append(code, c.initialState(), "h0");
        append(code, c.masks() != RecurrentCases.Masks.NONE, "masks=" + lower(c.masks()));
        append(code, c.passes() > 1, "passes=" + c.passes());
        append(code, c.upstream() != RandomCase.Upstream.BOTH, "upstream=" + lower(c.upstream()));
        append(code, c.gain() > 1, "gain=" + c.gain());
        return code + ",seed=" + c.seed();
    }

    private static void append(StringBuilder code, boolean wanted, String property) {
        if (wanted) {
            code.append(',').append(property);
        }
    }

    static RandomCase parse(String code) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String property : code.split(",", -1)) {
            int equals = property.indexOf('=');
            String name = equals < 0 ? property : property.substring(0, equals);
            if (properties.put(name, equals < 0 ? "" : property.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("case '" + code + "': " + name + " is there twice");
            }
        }
        Reader in = new Reader(code, properties);
        RecurrentCell cell = in.flag(RecurrentCell.values(), null);
        RandomCase parsed = new RandomCase(
                cell,
                in.flag(RandomCase.Strategy.values(), null),
                in.number("threads", null),
                in.number("T", null),
                in.number("N", null),
                in.number("I", null),
                in.number("H", null),
                in.number("L", 1),
                in.flag(Direction.values(), Direction.FORWARD),
                !in.has("biasless"),
                in.flag(RandomCase.Rows.values(), RandomCase.Rows.FULL),
                in.has("h0"),
                in.choice("masks", RecurrentCases.Masks.values(), RecurrentCases.Masks.NONE),
                in.number("passes", 1),
                in.choice("upstream", RandomCase.Upstream.values(), RandomCase.Upstream.BOTH),
                in.number("gain", 1),
                in.seed());
        in.requireNoMore();
        return parsed;
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Reads properties, and removes each from those that are left. */
    private record Reader(String code, Map<String, String> left) {
        boolean has(String flag) {
            return left.remove(flag, "");
        }

        /** Returns which of the given flags occurs. */
        <E extends Enum<E>> E flag(E[] values, @Nullable E usual) {
            for (E value : values) {
                if (has(lower(value))) {
                    return value;
                }
            }
            return usual(values[0].getDeclaringClass().getSimpleName().toLowerCase(Locale.ROOT), names(values), usual);
        }

        <E extends Enum<E>> E choice(String name, E[] values, E usual) {
            String text = left.remove(name);
            if (text == null) {
                return usual;
            }
            for (E value : values) {
                if (lower(value).equals(text)) {
                    return value;
                }
            }
            throw new IllegalArgumentException(
                    "case '" + code + "': " + name + ": expected one of " + names(values) + " but got '" + text + "'");
        }

        int number(String name, @Nullable Integer usual) {
            String text = left.remove(name);
            if (text == null) {
                return usual(name, name + "=NUMBER", usual);
            }
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "case '" + code + "': " + name + ": expected a number but got '" + text + "'", e);
            }
        }

        long seed() {
            String text = left.remove("seed");
            try {
                return Long.parseLong(usual("seed", "seed=NUMBER", text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        "case '" + code + "': seed: expected a number but got '" + text + "'", e);
            }
        }

        private <T> T usual(String what, String expected, @Nullable T usual) {
            if (usual == null) {
                throw new IllegalArgumentException(
                        "case '" + code + "': " + what + " is missing, expected " + expected);
            }
            return usual;
        }

        void requireNoMore() {
            if (!left.isEmpty()) {
                throw new IllegalArgumentException("case '" + code + "': there is no property " + left.keySet());
            }
        }

        private static String names(Enum<?>[] values) {
            StringBuilder names = new StringBuilder();
            for (Enum<?> value : values) {
                names.append(names.length() == 0 ? "" : "|").append(lower(value));
            }
            return names.toString();
        }
    }
}
