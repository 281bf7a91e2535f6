/**
 * Reads models from ONNX graphs. It follows values through the operators, recognises layers, and builds a model from
 * them. It is used through {@link org.gru4j.interop.onnx.OnnxModel}.
 */
@NullMarked
package org.gru4j.interop.onnx.read;

import org.jspecify.annotations.NullMarked;
