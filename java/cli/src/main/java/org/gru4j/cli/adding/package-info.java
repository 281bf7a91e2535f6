/** {@code gru4j train adding}. */
package org.gru4j.cli.adding;
