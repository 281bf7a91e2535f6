/** Files that are written whole or not at all, and what is wrong with those that can't be read. */
@NullMarked
package org.gru4j.file;

import org.jspecify.annotations.NullMarked;
