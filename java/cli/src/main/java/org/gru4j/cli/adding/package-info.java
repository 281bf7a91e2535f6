/** {@code gru4j train adding}: the command, and the options of the adding problem. */
package org.gru4j.cli.adding;
