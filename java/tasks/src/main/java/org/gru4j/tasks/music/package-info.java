/**
 * The music task: piano rolls with their readers and writers, models and their training, baselines, and the frame-level
 * likelihood that papers report. Music is symbolic: audio is not read or written. Messages count pieces and frames from
 * 1, code from 0.
 */
@NullMarked
package org.gru4j.tasks.music;

import org.jspecify.annotations.NullMarked;
