/** The adding problem: a test of memory over long times. */
@NullMarked
package org.gru4j.tasks.adding;

import org.jspecify.annotations.NullMarked;
