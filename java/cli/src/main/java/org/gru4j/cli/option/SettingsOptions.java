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
 * Options that are settings of a task, a line each: {@code --reset-gate} is the setting {@code reset_gate}. Its type
 * and the default that help shows are those of the settings' own record.
 *
 * @param <S> the record of the settings
 */
public final class SettingsOptions<S> implements Section {
    private final String heading;
    private final Map<String, Setting> settings;
    private final Map<String, OptionSpec> options = new LinkedHashMap<>();

    /**
     * No options yet.
     *
     * @param heading what stands above them in help
     */
    public SettingsOptions(String heading, S defaults) {
        this.heading = heading;
        settings = SettingsByName.all(defaults);
    }

    /**
     * One more option.
     *
     * @param name {@code --hidden}
     * @param label of its parameter
     * @param description without full stop and default
     * @throws IllegalArgumentException if there is no such setting, or it has no default
     */
    public SettingsOptions<S> option(String name, String label, String description) {
        return add(name, label, description, text(setting(name).value()));
    }

    /**
     * One more option of a setting that has no default.
     *
     * @param otherwise what is done if it is not given
     * @throws IllegalArgumentException if there is no such setting, or it has a default
     */
    public SettingsOptions<S> option(String name, String label, String description, String otherwise) {
        String value = text(setting(name).value());
        if (!value.isEmpty()) {
            throw new IllegalArgumentException(name + ": has a default, " + value);
        }
        return add(name, label, description, otherwise);
    }

    private SettingsOptions<S> add(String name, String label, String description, String otherwise) {
        if (otherwise.isEmpty()) {
            throw new IllegalArgumentException(name + ": has no default");
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

    /** The name of an option's setting. */
    private static String key(String option) {
        return option.substring(2).replace('-', '_');
    }

    /** As the user writes it; empty for none. */
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

    /** The options that the user gave. */
    public List<String> given() {
        return options.values().stream()
                .filter(option -> option.getValue() != null)
                .map(OptionSpec::longestName)
                .toList();
    }

    /**
     * What the user gave for an option.
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
     * What the user gave, and {@code base} for the rest.
     *
     * @throws IllegalArgumentException if a value is out of range; names its option
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
