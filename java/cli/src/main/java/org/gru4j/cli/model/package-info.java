/**
 * The commands that use a saved model of any task: {@code evaluate}, {@code predict} and {@code generate}.
 * {@code gates}, which is only for text models, is in {@link org.gru4j.cli.text}.
 */
@NullMarked
package org.gru4j.cli.model;

import org.jspecify.annotations.NullMarked;
