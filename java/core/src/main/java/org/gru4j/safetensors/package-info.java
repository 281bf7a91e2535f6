/** Named tensors in files of the safetensors format. */
@NullMarked
package org.gru4j.safetensors;

import org.jspecify.annotations.NullMarked;
