/** What the reader and the writer of ONNX graphs have in common: options, recurrent operators and their layouts. */
@NullMarked
package org.gru4j.interop.onnx.format;

import org.jspecify.annotations.NullMarked;
