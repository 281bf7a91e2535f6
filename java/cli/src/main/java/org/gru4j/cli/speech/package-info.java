/** {@code gru4j train speech}. */
package org.gru4j.cli.speech;
