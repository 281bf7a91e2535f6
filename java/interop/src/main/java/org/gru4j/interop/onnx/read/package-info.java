/** Reads models from ONNX graphs: follows values through the operators and puts layers together. */
@NullMarked
package org.gru4j.interop.onnx.read;

import org.jspecify.annotations.NullMarked;
