/** Reads models from ONNX graphs: follows values through the operators and puts layers together. */
package org.gru4j.interop.onnx.read;
