/** Writes models as ONNX graphs. It is used through {@link org.gru4j.interop.onnx.OnnxModel}. */
@NullMarked
package org.gru4j.interop.onnx.write;

import org.jspecify.annotations.NullMarked;
