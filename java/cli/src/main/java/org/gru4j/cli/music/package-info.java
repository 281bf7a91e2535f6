/** {@code gru4j train music}. */
package org.gru4j.cli.music;
