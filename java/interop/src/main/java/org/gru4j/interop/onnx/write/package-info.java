/** Writes models as ONNX graphs. */
package org.gru4j.interop.onnx.write;
