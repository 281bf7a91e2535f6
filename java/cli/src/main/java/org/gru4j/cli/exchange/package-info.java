/**
 * The commands {@code import} and {@code export}, which read and write models of other programs: PyTorch, Keras and
 * ONNX. The formats themselves are implemented in the module {@code gru4j-interop}.
 */
@NullMarked
package org.gru4j.cli.exchange;

import org.jspecify.annotations.NullMarked;
