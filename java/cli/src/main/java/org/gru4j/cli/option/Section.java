package org.gru4j.cli.option;

/**
 * Options with their own heading in the help text. Options of a mixin that is not a section stay among those of its
 * command.
 */
public interface Section {
    /** Returns the heading, for example {@code Training}. */
    String heading();
}
