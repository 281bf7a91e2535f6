/** {@code gru4j train text} and {@code gates}. */
package org.gru4j.cli.text;
