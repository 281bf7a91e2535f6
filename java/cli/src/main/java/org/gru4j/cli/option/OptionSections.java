package org.gru4j.cli.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Arranges the options in a command's help under the headings of their {@link Section}s. */
public final class OptionSections {
    private OptionSections() {}

    /** Installs this arrangement for a command and all of its subcommands. */
    public static void install(CommandLine line) {
        Map<String, IHelpSectionRenderer> parts = new LinkedHashMap<>(line.getHelpSectionMap());
        parts.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionSections::render);
        line.setHelpSectionMap(parts);
    }

    private static String render(Help help) {
        CommandSpec command = help.commandSpec();
        Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
        for (OptionSpec option : command.options()) {
            sections.computeIfAbsent(heading(option, command, ""), heading -> new ArrayList<>())
                    .add(option);
        }
        StringBuilder text = new StringBuilder();
        sections.forEach((heading, options) -> {
            Help.Layout layout = help.createDefaultLayout(); // as wide as a layout of all options
            layout.addAllOptions(options, help.parameterLabelRenderer());
            text.append(heading.isEmpty() ? String.format("%n") : String.format("%n%s:%n", heading))
                    .append(layout);
        });
        return text.toString();
    }

    private static String heading(OptionSpec option, CommandSpec spec, String outer) {
        for (ArgGroupSpec group = option.group(); group != null; group = group.parentGroup()) {
            if (group.heading() != null) {
                return group.heading();
            }
        }
        for (CommandSpec mixin : spec.mixins().values()) {
            if (mixin.optionsMap().containsKey(option.longestName())) {
                return heading(
                        option, mixin, mixin.userObject() instanceof Section section ? section.heading() : outer);
            }
        }
        return outer;
    }
}
