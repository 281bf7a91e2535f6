/**
 * Files that are written completely or not at all, and readable descriptions of why a file can't be read or written.
 * The formats of files are elsewhere: in {@link org.gru4j.safetensors}, {@link org.gru4j.checkpoint} and other modules.
 */
@NullMarked
package org.gru4j.file;

import org.jspecify.annotations.NullMarked;
