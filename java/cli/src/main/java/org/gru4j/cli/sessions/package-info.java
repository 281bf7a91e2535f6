/** {@code gru4j train sessions}: the command, and the options that shape a recommender and name its data. */
package org.gru4j.cli.sessions;
