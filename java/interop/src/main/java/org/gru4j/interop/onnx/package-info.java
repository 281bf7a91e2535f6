/**
 * Models as ONNX graphs: {@link org.gru4j.interop.onnx.OnnxModel} writes and reads them.
 *
 * <p>Names and numbers of the format are those of the public schema (onnx/onnx, onnx/onnx.proto); what operators
 * compute is in their descriptions there (docs/Operators.md). The classes of {@code org.gru4j.interop.onnx.proto} are
 * made of the schema in the build and part of no signature.
 */
@NullMarked
package org.gru4j.interop.onnx;

import org.jspecify.annotations.NullMarked;
