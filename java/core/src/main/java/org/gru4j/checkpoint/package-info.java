/** Models with everything that a training needs to go on, in a safetensors file. */
@NullMarked
package org.gru4j.checkpoint;

import org.jspecify.annotations.NullMarked;
