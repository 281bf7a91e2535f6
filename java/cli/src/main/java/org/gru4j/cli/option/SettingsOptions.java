package org.gru4j.cli.option;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.gru4j.tasks.run.SettingsByName;
import org.gru4j.tasks.run.SettingsByName.Setting;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/**
 * Options for the settings of a task: {@code --reset-gate} is the setting {@code reset_gate}. Types and defaults come
 * from the settings record.
 *
 * @param <S> the record of the settings
 */
public final class SettingsOptions<S> implements Section {
    private final String heading;
    private final Map<String, Setting> settings;
    private final Map<String, OptionSpec> options = new LinkedHashMap<>();

    /**
     * Creates a section without options.
     *
     * @param heading the section's heading in the help text
     */
    public SettingsOptions(String heading, S defaults) {
        this.heading = heading;
        settings = SettingsByName.all(defaults);
    }

    /**
     * Adds an option.
     *
     * @param name {@code --hidden}
     * @param label the label of the parameter
     * @param description the description without full stop and default
     * @throws IllegalArgumentException if there is no such setting, or it has no default
     */
    public SettingsOptions<S> option(String name, String label, String description) {
        return add(name, label, description, text(setting(name).value()));
    }

    /**
     * Adds an option for a setting that has no default.
     *
     * @param otherwise describes what happens without the option
     * @throws IllegalArgumentException if there is no such setting, or it has a default
     */
    public SettingsOptions<S> option(String name, String label, String description, String otherwise) {
        String value = text(setting(name).value());
        if (!value.isEmpty()) {
            throw new IllegalArgumentException(name + ": expected no default but there is one, " + value);
        }
        return add(name, label, description, otherwise);
    }

    private SettingsOptions<S> add(String name, String label, String description, String otherwise) {
        if (otherwise.isEmpty()) {
            throw new IllegalArgumentException(name + ": expected a default but there is none");
        }
        Setting setting = setting(name);
        OptionSpec.Builder option = OptionSpec.builder(name)
                .type(setting.type())
                .paramLabel(label)
                .description((description + " (default: " + otherwise + ").").replace("%", "%%"));
        if (setting.element() != null) {
            option.auxiliaryTypes(setting.element()).splitRegex(",").hideParamSyntax(true);
        }
        options.put(key(name), option.build());
        return this;
    }

    private Setting setting(String option) {
        Setting setting = settings.get(key(option));
        if (setting == null) {
            throw new IllegalArgumentException(option + ": expected an option of one of " + settings.keySet());
        }
        return setting;
    }

    /** Returns the name of an option's setting. */
    private static String key(String option) {
        return option.substring(2).replace('-', '_');
    }

    /** Returns a value in the form of the command line; empty for null. */
    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SettingsOptions::text).collect(Collectors.joining(","));
        }
        if (value instanceof Double number) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }
        return value.toString().toLowerCase(Locale.ROOT);
    }

    @Spec
    void addTo(CommandSpec mixin) {
        options.values().forEach(mixin::addOption);
    }

    @Override
    public String heading() {
        return heading;
    }

    /** Returns the names of the options that the user gave. */
    public List<String> given() {
        return options.values().stream()
                .filter(option -> option.getValue() != null)
                .map(OptionSpec::longestName)
                .toList();
    }

    /**
     * Returns the value that the user gave for an option.
     *
     * @throws IllegalArgumentException if it is not one of these options
     */
    public <V> Optional<V> given(String name, Class<V> type) {
        OptionSpec option = options.get(key(name));
        if (option == null) {
            throw new IllegalArgumentException(name + ": expected an option of one of " + options.keySet());
        }
        return Optional.ofNullable(type.cast(option.getValue()));
    }

    /**
     * Returns {@code base}, changed by the options that the user gave.
     *
     * @throws IllegalArgumentException if a value is out of range; the message names the option
     */
    public S over(S base) {
        Map<String, Object> values = new LinkedHashMap<>();
        options.forEach((name, option) -> {
            if (option.getValue() != null) {
                values.put(name, option.getValue());
            }
        });
        return SettingsByName.with(base, values);
    }
}
