/** What tasks write besides models: pictures, where this Java can draw them, JSON, and directories for files. */
@NullMarked
package org.gru4j.tasks.output;

import org.jspecify.annotations.NullMarked;
