/** {@code gru4j train sessions}. */
package org.gru4j.cli.sessions;
