/**
 * Data handling that all tasks share: the origin of data, the files below a directory, and the training, validation and
 * test parts. The readers themselves are in the packages of the tasks.
 */
@NullMarked
package org.gru4j.tasks.data;

import org.jspecify.annotations.NullMarked;
