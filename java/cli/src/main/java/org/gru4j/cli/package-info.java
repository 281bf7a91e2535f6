/**
 * The command line: options, output for people and for programs, exit codes. What the commands do is in
 * {@link org.gru4j.cli.text}.
 */
package org.gru4j.cli;
