/**
 * Types that the reader and the writer of ONNX graphs share: options, activations, errors, and the layouts of recurrent
 * operators.
 */
@NullMarked
package org.gru4j.interop.onnx.format;

import org.jspecify.annotations.NullMarked;
