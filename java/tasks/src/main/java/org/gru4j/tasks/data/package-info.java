/** What the data of all tasks has in common: its source, the files below a folder, the parts that it is split into. */
@NullMarked
package org.gru4j.tasks.data;

import org.jspecify.annotations.NullMarked;
