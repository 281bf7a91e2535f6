package org.gru4j.examples.dates;

/**
 * A date as it is written, and its translation.
 *
 * @param written for example {@code the 3rd of May 2021}
 * @param iso for example {@code 2021-05-03}
 */
public record WrittenDate(String written, String iso) {}
