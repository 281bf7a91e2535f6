package org.gru4j.cli.option;

/** Options that have a heading of their own in help; a mixin without one leaves its options where it is mixed in. */
public interface Section {
    /** {@code Training}. */
    String heading();
}
