/** Writes models as ONNX graphs. */
@NullMarked
package org.gru4j.interop.onnx.write;

import org.jspecify.annotations.NullMarked;
