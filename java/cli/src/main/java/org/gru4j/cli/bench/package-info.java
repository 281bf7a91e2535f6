/** What {@code gru4j bench} does. */
package org.gru4j.cli.bench;
