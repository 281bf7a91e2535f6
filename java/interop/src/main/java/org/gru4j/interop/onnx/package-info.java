/**
 * Reads and writes models as ONNX graphs, through {@link org.gru4j.interop.onnx.OnnxModel}. The reader, the writer and
 * their common layouts are in the subpackages {@code read}, {@code write} and {@code format}.
 *
 * <p>The names and numbers of the format follow the public schema (onnx/onnx, onnx/onnx.proto); the operators are
 * described there in docs/Operators.md. The build generates the classes of {@code org.gru4j.interop.onnx.proto} from
 * the schema; they are not part of any public signature.
 */
@NullMarked
package org.gru4j.interop.onnx;

import org.jspecify.annotations.NullMarked;
