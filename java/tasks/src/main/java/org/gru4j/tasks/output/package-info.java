/**
 * Output of tasks other than models: pictures, JSON and output directories. Pictures are left out if the JDK can't
 * draw. Checkpoints and metrics are written by {@link org.gru4j.tasks.run}.
 */
@NullMarked
package org.gru4j.tasks.output;

import org.jspecify.annotations.NullMarked;
