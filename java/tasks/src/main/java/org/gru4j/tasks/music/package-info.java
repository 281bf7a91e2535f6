/**
 * Polyphonic music: piano rolls and their readers and writers, the frame-level likelihood that the papers report, and
 * baselines. Pieces and frames are counted from 1 in messages, from 0 in code.
 */
@NullMarked
package org.gru4j.tasks.music;

import org.jspecify.annotations.NullMarked;
