/**
 * Files of the safetensors format: named tensors and text metadata, read, checked and written. What the tensors and
 * metadata mean is defined elsewhere: for gru4j's checkpoints in {@link org.gru4j.checkpoint}, for other frameworks'
 * files in the module for interoperability.
 */
@NullMarked
package org.gru4j.safetensors;

import org.jspecify.annotations.NullMarked;
